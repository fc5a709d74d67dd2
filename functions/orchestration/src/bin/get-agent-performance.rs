use fn_orchestration::get_agent_performance::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run(function()).await
}
