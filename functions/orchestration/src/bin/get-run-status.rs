use fn_orchestration::get_run_status::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run(function()).await
}
