//! Adapters to language models outside: Bedrock, any server of the OpenAI protocol, and a record of one.
//!
//! An adapter sends one request and gives one reply or one error; trying again, breakers and budgets are its callers'. No prompt and
//! no reply is logged, and no key is ever shown.

mod bedrock;
mod cassette;
mod causes;
mod configuration;
mod keyring;
mod openai;
mod providers;
mod received;
mod waiting;

pub use cassette::{Cassette, Recorder, UnreadableCassette};
pub use configuration::{UnreadableConfiguration, read_toml};
pub use keyring::{EnvironmentSecrets, Keyring};
pub use providers::Providers;
