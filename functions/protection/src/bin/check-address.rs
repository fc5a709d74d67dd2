use fn_protection::check_address::function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), genesis_lambda::Error> {
    genesis_lambda::run_with_reputations(function(), genesis_providers::known_outside).await
}
