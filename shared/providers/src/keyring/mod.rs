//! Where the keys of providers come from.

mod bearer;
mod environment;

use std::{fmt, sync::Arc};

use aws_sdk_bedrockruntime::config::SharedCredentialsProvider;
pub(crate) use bearer::Bearer;
pub use environment::EnvironmentSecrets;
use genesis_models::{KeyName, Secrets, Unreachable};

/// The places where keys are looked up when they are first needed.
#[derive(Clone)]
pub struct Keyring {
    /// Where a key's name is that of an environment variable.
    pub environment: Arc<dyn Secrets>,
    /// Where it is the name of a secret.
    pub vault: Arc<dyn Secrets>,
    /// Who asks Bedrock; the SDK's default chain where there is none.
    pub aws: Option<SharedCredentialsProvider>,
}

impl Keyring {
    /// The process's environment and AWS credentials, and a vault.
    pub fn of_process(vault: Arc<dyn Secrets>) -> Self {
        Self { environment: Arc::new(EnvironmentSecrets), vault, aws: None }
    }

    async fn find(&self, name: &KeyName) -> Result<Option<String>, Unreachable> {
        match name {
            KeyName::Environment(variable) => self.environment.secret(variable).await,
            KeyName::Secret(secret) => self.vault.secret(secret).await,
        }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}
