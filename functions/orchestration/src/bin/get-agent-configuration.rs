use fn_orchestration::get_agent_configuration::function;

#[tokio::main]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run(function()).await
}
