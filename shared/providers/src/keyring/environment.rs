use futures::future::BoxFuture;
use genesis_models::{Secrets, Unreachable};

/// The environment variables of this process, read when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct EnvironmentSecrets;

impl Secrets for EnvironmentSecrets {
    #[expect(clippy::disallowed_methods, reason = "the one place where a key is read from the variable that the configuration names")]
    fn secret<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Unreachable>> {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty());
        Box::pin(async { Ok(value) })
    }
}
