use std::time::Duration;

use genesis_core::{Fault, Kind, Timestamp};

use super::{Quota, Resource};
use crate::Limit;

/// Nobody is warned of the same resource again sooner.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(60 * 60);

/// What something wants to have. Of tokens it takes less than the most, where there is no more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    pub runs: u64,
    pub most_tokens: u64,
    pub least_tokens: u64,
    pub storage_bytes: u64,
    pub users: u64,
}

/// What it gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claim {
    pub runs: u64,
    pub tokens: u64,
    pub storage_bytes: u64,
    pub users: u64,
}

/// A wish that may be granted, while the quota is as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    pub claim: Claim,
    /// The quota with the claim taken.
    pub after: Quota,
    /// Whose limits have come near, if nobody was warned of that within the hour.
    pub warnings: Vec<Resource>,
}

/// There is less left than is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub struct QuotaExceeded {
    pub resource: Resource,
    pub limit: u64,
    /// Settled.
    pub used: u64,
    /// What runs and executions hold that have not ended: it may come back before the period ends.
    pub reserved: u64,
    /// None of what does not begin anew.
    pub resets_at: Option<Timestamp>,
}

impl Claim {
    pub fn of(&self, resource: Resource) -> u64 {
        match resource {
            Resource::Runs => self.runs,
            Resource::Tokens => self.tokens,
            Resource::Storage => self.storage_bytes,
            Resource::Users => self.users,
        }
    }

    /// Runs and tokens are settled when what claims them ends; the others are had as long as they are there.
    pub fn is_reserved(resource: Resource) -> bool {
        match resource {
            Resource::Runs | Resource::Tokens => true,
            Resource::Storage | Resource::Users => false,
        }
    }
}

impl Wish {
    /// A run with as many tokens as it may use, or with what is left where that is as much as its request alone takes.
    pub fn run(max_tokens: u32, request_bytes: u64) -> Self {
        let most_tokens = u64::from(max_tokens);
        Self { runs: 1, most_tokens, least_tokens: estimated_tokens(request_bytes).min(most_tokens), ..Self::default() }
    }

    /// Tokens for a request that is no run.
    pub fn step(request_bytes: u64) -> Self {
        let tokens = estimated_tokens(request_bytes);
        Self { most_tokens: tokens, least_tokens: tokens, ..Self::default() }
    }

    pub fn storage(bytes: u64) -> Self {
        Self { storage_bytes: bytes, ..Self::default() }
    }

    pub fn user() -> Self {
        Self { users: 1, ..Self::default() }
    }

    fn least(&self, resource: Resource) -> u64 {
        match resource {
            Resource::Runs => self.runs,
            Resource::Tokens => self.least_tokens,
            Resource::Storage => self.storage_bytes,
            Resource::Users => self.users,
        }
    }
}

/// What a request is held to use before anybody knows: a token for each four bytes.
fn estimated_tokens(request_bytes: u64) -> u64 {
    (request_bytes / 4).clamp(1, 10_000)
}

impl Quota {
    /// Whether something may have what it wants now.
    pub fn admit(&self, wish: &Wish, now: Timestamp) -> Result<Admission, QuotaExceeded> {
        let mut after = self.at(now);
        for resource in Resource::ALL {
            if wish.least(resource) > 0 && !after.meter(resource).remaining().covers(wish.least(resource)) {
                return Err(after.exceeded(resource));
            }
        }
        let tokens = after.tokens.remaining().at_most(wish.most_tokens);
        let claim = Claim { runs: wish.runs, tokens, storage_bytes: wish.storage_bytes, users: wish.users };
        let mut warnings = Vec::new();
        for resource in Resource::ALL.into_iter().filter(|resource| claim.of(*resource) > 0) {
            after.take(resource, claim.of(resource));
            let was_warned = after.meter(resource).warned_at.is_some_and(|at| now < at.plus(BETWEEN_WARNINGS));
            if after.is_nearly_exhausted(resource) && !was_warned {
                after.meter_mut(resource).warned_at = Some(now);
                warnings.push(resource);
            }
        }
        Ok(Admission { claim, after, warnings })
    }

    /// The latest time at which a warning was given that may be followed by one now.
    pub fn warned_before(now: Timestamp) -> Timestamp {
        Timestamp(now.0 - BETWEEN_WARNINGS.as_millis() as i64)
    }

    fn take(&mut self, resource: Resource, amount: u64) {
        let meter = self.meter_mut(resource);
        match Claim::is_reserved(resource) {
            true => meter.reserved += amount,
            false => meter.used += amount,
        }
    }

    fn exceeded(&self, resource: Resource) -> QuotaExceeded {
        let meter = self.meter(resource);
        let limit = match meter.limit {
            Limit::AtMost(most) => most,
            Limit::Unlimited => u64::MAX,
        };
        let resets_at = resource.is_monthly().then_some(self.resets_at);
        QuotaExceeded { resource, limit, used: meter.used, reserved: meter.reserved, resets_at }
    }
}

impl QuotaExceeded {
    fn told(&self) -> String {
        let Self { limit, used, reserved, resets_at, .. } = *self;
        let (what, unit) = match self.resource {
            Resource::Runs => ("runs of this month", "runs"),
            Resource::Tokens => ("tokens of this month", "tokens"),
            Resource::Storage => ("storage", "bytes"),
            Resource::Users => ("users", "users"),
        };
        let held = if reserved > 0 { format!(", and {reserved} are held by what is under way") } else { String::new() };
        let reset = resets_at.map(|at| format!("; it begins anew at {at}")).unwrap_or_default();
        format!("the tenant's {what} do not suffice: {used} of {limit} {unit} are used{held}{reset}")
    }
}

impl Fault for QuotaExceeded {
    fn kind(&self) -> Kind {
        Kind::Limited
    }

    fn code(&self) -> &'static str {
        "quota_exceeded"
    }
}
