//! Asking language models: one after another, again where it may help, and never for more than the run has left.

mod account;
mod backoff;
mod chain;

pub use account::Account;
pub use chain::Chain;
