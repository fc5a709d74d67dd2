//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.

mod limit;
mod metered;
mod quota;
mod tier;

pub use limit::Limit;
pub use metered::Metered;
pub use quota::{Admission, Claim, Meter, Period, Quota, QuotaExceeded, Resource, Wish};
pub use tier::{Feature, GIGABYTE, Tier, TierLimits, TierRates};
