use genesis_core::Timestamp;
use genesis_tenancy::{Limit, Meter, Quota, Resource, Tier};
use serde::{Deserialize, Serialize};

/// A quota as it is stored: of each resource its limit, what is taken, what of that is reserved, and when somebody was warned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredQuota {
    tier: Tier,
    opened_at: Timestamp,
    resets_at: Timestamp,
    runs_limit: Limit,
    runs_taken: i64,
    runs_reserved: i64,
    runs_warned_at: i64,
    tokens_limit: Limit,
    tokens_taken: i64,
    tokens_reserved: i64,
    tokens_warned_at: i64,
    storage_limit: Limit,
    storage_taken: i64,
    storage_warned_at: i64,
    users_limit: Limit,
    users_taken: i64,
    users_warned_at: i64,
}

/// What the attributes of a resource begin with.
pub(super) fn name(resource: Resource) -> &'static str {
    match resource {
        Resource::Runs => "runs",
        Resource::Tokens => "tokens",
        Resource::Storage => "storage",
        Resource::Users => "users",
    }
}

impl StoredQuota {
    /// With nothing taken but by users.
    pub fn opened(quota: &Quota) -> Self {
        Self {
            tier: quota.tier,
            opened_at: quota.opened_at,
            resets_at: quota.resets_at,
            runs_limit: quota.runs.limit,
            runs_taken: 0,
            runs_reserved: 0,
            runs_warned_at: 0,
            tokens_limit: quota.tokens.limit,
            tokens_taken: 0,
            tokens_reserved: 0,
            tokens_warned_at: 0,
            storage_limit: quota.storage.limit,
            storage_taken: 0,
            storage_warned_at: 0,
            users_limit: quota.users.limit,
            users_taken: i64::try_from(quota.users.used).unwrap_or(i64::MAX),
            users_warned_at: 0,
        }
    }
}

impl From<StoredQuota> for Quota {
    fn from(stored: StoredQuota) -> Self {
        let meter = |limit, taken: i64, reserved: i64, warned_at: i64| Meter {
            limit,
            used: amount(taken.saturating_sub(reserved)),
            reserved: amount(reserved),
            warned_at: (warned_at > 0).then_some(Timestamp(warned_at)),
        };
        Self {
            tier: stored.tier,
            opened_at: stored.opened_at,
            resets_at: stored.resets_at,
            runs: meter(stored.runs_limit, stored.runs_taken, stored.runs_reserved, stored.runs_warned_at),
            tokens: meter(stored.tokens_limit, stored.tokens_taken, stored.tokens_reserved, stored.tokens_warned_at),
            storage: meter(stored.storage_limit, stored.storage_taken, 0, stored.storage_warned_at),
            users: meter(stored.users_limit, stored.users_taken, 0, stored.users_warned_at),
        }
    }
}

fn amount(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
