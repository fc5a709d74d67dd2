use fn_learning::record_router_metrics::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run_with_guard(function()).await
}
