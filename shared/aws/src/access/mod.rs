//! Who may call: tenants, and the keys they call with.

mod address_lists;
mod api_keys;
mod commons;
mod content_policies;
mod gate;
mod invitations;
mod keyrings;
mod reputations;
mod sessions;
mod single_sign_on;
mod standings;
mod taken;
mod tenant_list;
mod tenants;
mod users;

pub(crate) use address_lists::ReadLists;
pub use address_lists::{AddressLists, Known};
pub(crate) use api_keys::PepperCell;
pub use api_keys::{ApiKeyRecord, ApiKeys, Holder};
pub(crate) use commons::Shares;
pub use commons::{Commons, Exhausted, Spent};
pub use content_policies::{ContentPolicies, Unpassed};
pub(crate) use gate::Sights;
pub use gate::{Gate, Hour, Passed, Sight, Stopped};
pub use keyrings::{CredentialChange, Decision, KeyringRecord, Keyrings};
pub(crate) use reputations::Outside;
pub use reputations::{Opinion, Reputations};
pub use sessions::{SessionRecord, Sessions};
pub use single_sign_on::{GivenSso, SingleSignOn};
pub use taken::{NotKept, Taken};
pub use tenant_list::TenantFilter;
pub use tenants::Tenants;
pub use users::Users;
