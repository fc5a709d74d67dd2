use std::time::Duration;

use genesis_core::{Fault, Kind, Timestamp};

use super::{Meter, Quota, Resource};

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub struct QuotaExceeded {
    pub resource: Resource,
    /// As it was seen then.
    pub quota: Box<Quota>,
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
                return Err(QuotaExceeded { resource, quota: Box::new(after) });
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
}

impl QuotaExceeded {
    pub fn meter(&self) -> &Meter {
        self.quota.meter(self.resource)
    }

    /// When there will be more; never of what does not begin anew.
    pub fn resets_at(&self) -> Option<Timestamp> {
        self.resource.is_monthly().then_some(self.quota.resets_at)
    }

    fn told(&self) -> String {
        let Meter { limit, used, reserved, .. } = *self.meter();
        let (what, unit) = match self.resource {
            Resource::Runs => ("runs of this month", "runs"),
            Resource::Tokens => ("tokens of this month", "tokens"),
            Resource::Storage => ("storage", "bytes"),
            Resource::Users => ("users", "users"),
        };
        let held = if reserved > 0 { format!(", and {reserved} are held by what is under way") } else { String::new() };
        let reset = self.resets_at().map(|at| format!("; it begins anew at {at}")).unwrap_or_default();
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
