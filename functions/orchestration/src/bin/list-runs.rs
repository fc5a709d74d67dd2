use fn_orchestration::list_runs::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run(function()).await
}
