//! Who may call: tenants, and the keys they call with.

mod api_keys;
mod tenants;

pub(crate) use api_keys::PepperCell;
pub use api_keys::{ApiKeyRecord, ApiKeys};
pub use tenants::{Tenant, Tenants};
