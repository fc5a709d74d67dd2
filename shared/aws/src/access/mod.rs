//! Who may call: tenants, and the keys they call with.

mod api_keys;
mod keyrings;
mod sessions;
mod tenants;
mod users;

pub(crate) use api_keys::PepperCell;
pub use api_keys::{ApiKeyRecord, ApiKeys, Holder};
pub(crate) use keyrings::SealingCell;
pub use keyrings::{CredentialChange, Decision, KeyringRecord, Keyrings};
pub use sessions::{SessionRecord, Sessions};
pub use tenants::{Tenant, Tenants};
pub use users::Users;
