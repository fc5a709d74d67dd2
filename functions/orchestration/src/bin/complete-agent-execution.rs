use fn_orchestration::complete_agent_execution::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run_with_guard(function()).await
}
