//! Adapters to the outside: language models on Bedrock, on any server of the OpenAI protocol, and in a record of one; a source that knows
//! addresses by what they did.
//!
//! An adapter sends one request and gives one reply or one error; trying again, breakers and budgets are its callers'. No prompt and
//! no reply is logged, and no key is ever shown.

mod abuse_ipdb;
mod bedrock;
mod cassette;
mod causes;
mod configuration;
mod keyring;
mod openai;
mod providers;
mod received;
mod tls;
mod waiting;

use std::sync::Arc;

pub use abuse_ipdb::AbuseIpdb;
pub use cassette::{Cassette, Recorder, UnreadableCassette};
pub use configuration::{UnreadableConfiguration, read_toml};
use genesis_models::{Chats, Configuration, InvalidConfiguration, Secrets};
use genesis_threats::ReputationSource;
pub use keyring::{EnvironmentSecrets, Keyring};
pub use providers::Providers;

/// The models that a configuration names, with keys from the environment or a vault.
pub fn reached(configuration: Arc<Configuration>, vault: Arc<dyn Secrets>) -> Result<Arc<dyn Chats>, InvalidConfiguration> {
    Ok(Arc::new(Providers::new(configuration, &Keyring::of_process(vault))?))
}

/// Who knows addresses outside, with a key from a vault.
pub fn known_outside(vault: Arc<dyn Secrets>) -> Arc<dyn ReputationSource> {
    Arc::new(AbuseIpdb::new(AbuseIpdb::address(), vault))
}
