//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.

mod limit;
mod tier;

pub use limit::Limit;
pub use tier::{Feature, GIGABYTE, Tier, TierLimits, TierRates};
