//! What a tenant has of each resource, and whether it may have more.
//!
//! What is reserved counts as taken until it is settled: as much as was really used stays, the rest comes back. A period ends
//! with what is reserved: that counts in the next one, in which it will be settled.

mod admission;
mod meter;
mod period;

use genesis_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Tier, TierLimits};

pub use self::{
    admission::{Admission, Claim, QuotaExceeded, Wish},
    meter::Meter,
    period::Period,
};

/// What is limited by a tenant's tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    #[serde(rename = "orchestration_runs")]
    Runs,
    Tokens,
    Storage,
    Users,
}

/// A tenant's quota as it was seen. It changes with everything that is admitted and settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub tier: Tier,
    /// When the tenant was created: periods begin on this day of the month.
    pub opened_at: Timestamp,
    /// The period that the amounts of runs and tokens belong to. It may be over.
    pub resets_at: Timestamp,
    pub runs: Meter,
    pub tokens: Meter,
    pub storage: Meter,
    pub users: Meter,
}

impl Resource {
    pub const ALL: [Resource; 4] = [Resource::Runs, Resource::Tokens, Resource::Storage, Resource::Users];

    pub fn as_str(self) -> &'static str {
        match self {
            Resource::Runs => "orchestration_runs",
            Resource::Tokens => "tokens",
            Resource::Storage => "storage",
            Resource::Users => "users",
        }
    }

    /// Whether a new period begins with none of it used.
    pub fn is_monthly(self) -> bool {
        match self {
            Resource::Runs | Resource::Tokens => true,
            Resource::Storage | Resource::Users => false,
        }
    }
}

impl Quota {
    /// A new tenant's, in its first period.
    pub fn opened(tier: Tier, opened_at: Timestamp) -> Self {
        Self::under(tier, tier.limits(), opened_at, Period::of(opened_at, opened_at))
    }

    fn under(tier: Tier, limits: TierLimits, opened_at: Timestamp, period: Period) -> Self {
        Self {
            tier,
            opened_at,
            resets_at: period.resets_at,
            runs: Meter::of(limits.runs_per_month),
            tokens: Meter::of(limits.tokens_per_month),
            storage: Meter::of(limits.storage_bytes),
            users: Meter::of(limits.users),
        }
    }

    pub fn meter(&self, resource: Resource) -> &Meter {
        match resource {
            Resource::Runs => &self.runs,
            Resource::Tokens => &self.tokens,
            Resource::Storage => &self.storage,
            Resource::Users => &self.users,
        }
    }

    pub(crate) fn meter_mut(&mut self, resource: Resource) -> &mut Meter {
        match resource {
            Resource::Runs => &mut self.runs,
            Resource::Tokens => &mut self.tokens,
            Resource::Storage => &mut self.storage,
            Resource::Users => &mut self.users,
        }
    }

    /// The same when it is this time: a period that is over has given way to the one that goes on.
    pub fn at(&self, now: Timestamp) -> Self {
        let mut quota = self.clone();
        if now >= self.resets_at {
            quota.resets_at = Period::of(self.opened_at, now).resets_at;
            for resource in Resource::ALL.into_iter().filter(|resource| resource.is_monthly()) {
                quota.meter_mut(resource).begin_anew();
            }
        }
        quota
    }

    pub fn limits(&self) -> TierLimits {
        TierLimits {
            users: self.users.limit,
            runs_per_month: self.runs.limit,
            tokens_per_month: self.tokens.limit,
            storage_bytes: self.storage.limit,
        }
    }

    /// The same with other limits, whatever is taken.
    pub fn limited(mut self, limits: TierLimits) -> Self {
        self.users.limit = limits.users;
        self.runs.limit = limits.runs_per_month;
        self.tokens.limit = limits.tokens_per_month;
        self.storage.limit = limits.storage_bytes;
        self
    }

    /// Of what there is as much as to warn of it.
    pub fn nearly_exhausted(&self) -> impl Iterator<Item = Resource> {
        Resource::ALL.into_iter().filter(|resource| self.is_nearly_exhausted(*resource))
    }

    /// Tokens that are reserved are an upper bound, of which most come back; everything else that is reserved will be used.
    pub(crate) fn is_nearly_exhausted(&self, resource: Resource) -> bool {
        let meter = self.meter(resource);
        match resource {
            Resource::Tokens => meter.is_nearly_all(meter.used),
            Resource::Runs | Resource::Storage | Resource::Users => meter.is_nearly_all(meter.taken()),
        }
    }
}
