//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.

mod content;
mod member;
mod role;
mod texts;
mod unacceptable;
mod user;

pub use content::{ContentPolicy, ContentRefused, InvalidPolicy, Passage, Screening, Signs, Wishes};
pub use member::Member;
pub use role::{may_give, may_manage, permissions_of};
pub use texts::{Email, Name};
pub use unacceptable::Unacceptable;
pub use user::{User, UserStatus};
