use fn_orchestration::execute_agent_step::function;

#[tokio::main]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run_with_models(function(), genesis_providers::reached).await
}
