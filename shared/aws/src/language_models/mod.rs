//! What asking language models needs: their keys, what a run may spend on them, and which of them are left alone.

mod breakers;
mod models;
mod run_accounts;

pub(crate) use breakers::ReadBreakers;
pub use breakers::SharedBreakers;
pub use models::{Counterpart, Models};
pub use run_accounts::RunAccount;
