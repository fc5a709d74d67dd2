use fn_learning::get_router_efficiency::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run(function()).await
}
