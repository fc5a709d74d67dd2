//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.

mod actor;
mod content;
mod days;
mod invitation;
mod limit;
mod member;
mod metered;
mod quota;
mod role;
mod slug;
mod standing;
mod status;
mod tenant;
mod texts;
mod tier;
mod unacceptable;
mod user;

pub use actor::{Actor, NotAllowed, UserChange};
pub use content::{ContentPolicy, ContentRefused, InvalidPolicy, Passage, Redaction, Screening, Signs, Wishes};
pub use days::{Days, InvalidDays, day_of};
pub use invitation::{INVITED_FOR, Invitation, NoInvitation};
pub use limit::Limit;
pub use member::Member;
pub use metered::Metered;
pub use quota::{Admission, Claim, Meter, Period, Quota, QuotaExceeded, Resource, Wish};
pub use role::{may_give, may_manage, permissions_of};
pub use slug::Slug;
pub use standing::{Standing, Unusable};
pub use status::{NoSuchChange, SuspendedBy, Suspension, TenantStatus};
pub use tenant::{Domain, LastOwner, MOST_TRIAL_DAYS, RETAINED_FOR, TRIAL_DAYS, Tenant, trial_end};
pub use texts::{Email, Name};
pub use tier::{Feature, GIGABYTE, NotInTier, Tier, TierLimits, TierRates};
pub use unacceptable::Unacceptable;
pub use user::{User, UserStatus};
