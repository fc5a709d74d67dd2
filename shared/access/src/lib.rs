//! API keys: their form, and the keyed hash that is all we keep of them.

mod api_key;

pub use api_key::{ApiKey, KeyHash, Pepper, UnreadableKey};
