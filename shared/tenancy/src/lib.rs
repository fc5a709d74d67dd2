//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.

mod content;
mod limit;
mod member;
mod quota;
mod role;
mod texts;
mod tier;
mod unacceptable;
mod user;

pub use content::{ContentPolicy, ContentRefused, InvalidPolicy, Passage, Screening, Signs, Wishes};
pub use limit::Limit;
pub use member::Member;
pub use quota::{Admission, Claim, Meter, Period, Quota, QuotaExceeded, Resource, Wish};
pub use role::{may_give, may_manage, permissions_of};
pub use texts::{Email, Name};
pub use tier::{Feature, GIGABYTE, Tier, TierLimits, TierRates};
pub use unacceptable::Unacceptable;
pub use user::{User, UserStatus};
