use core::{net::IpAddr, time::Duration};

use genesis_aws::{Cloud, Passed, RATE_LIMIT_HITS, Stopped};
use genesis_core::{Fault, TenantId, Timestamp};
use genesis_http::{ClientAddress, Problem, RateLimits};
use genesis_limits::{Asking, LimitReached, Quota, RouteClass};
use genesis_signatures::Refused;
use genesis_tenancy::{Standing, Unusable};

use crate::{arrival::Arrival, rejected::Rejected};

/// The gate of events. One that is proven is counted by its source, and comes in where the tenant is usable and does not deny the
/// address. Whatever is not has a share of what its address may have: that keeps out nothing that is proven, since one address sends for
/// many tenants.
pub(crate) struct Entrance<'a> {
    pub cloud: &'a Cloud,
    pub from: IpAddr,
    /// As they were left by what was counted last.
    pub limits: RateLimits,
}

impl<'a> Entrance<'a> {
    pub fn new(cloud: &'a Cloud, ClientAddress(from): ClientAddress) -> Self {
        Self { cloud, from: from.to_canonical(), limits: RateLimits::default() }
    }

    /// Counts an event that its source has proven, and looks whether the tenant takes it from there.
    pub async fn admit(&mut self, arrival: &Arrival<'_>) -> Result<Result<(), Rejected>, Problem> {
        let (gate, load) = (self.cloud.gate(arrival.address.tenant), self.cloud.commons().seen_load().await);
        match gate.count(&Asking::Source(arrival.address.name.as_str()), load).await? {
            Ok(Passed { standing, quotas }) => {
                self.limits = RateLimits::of(quotas);
                Ok(takes(standing.as_ref(), self.from, arrival.at))
            }
            Err(Stopped::Limited { policy, retry_after, quotas }) => Err(self.stop(LimitReached { by: policy, retry_after }, quotas)),
            Err(Stopped::Blocked { until }) => {
                let retry_after = Duration::from_millis(until.millis_since(arrival.at));
                Err(self.stop(LimitReached { by: "source", retry_after }, Vec::new()))
            }
        }
    }

    /// Counts what proves nothing.
    pub async fn admit_stranger(&mut self) -> Result<(), Problem> {
        self.limits = RateLimits::default();
        if self.from.is_loopback() {
            return Ok(());
        }
        match self.cloud.commons().spend_of_address(self.from, RouteClass::Webhooks).await? {
            Ok(spent) => self.limits = RateLimits::of(vec![spent.quota()]),
            Err(exhausted) => {
                let reached = LimitReached { by: "address", retry_after: exhausted.retry_after };
                return Err(self.stop(reached, vec![exhausted.quota("address")]));
            }
        }
        Ok(())
    }

    /// Whether there is no such tenant any more.
    pub async fn is_gone(&self, tenant: TenantId) -> Result<bool, Problem> {
        let seen = self.cloud.gate(tenant).look().await?;
        Ok(usable(seen.standing.as_ref(), self.cloud.clock().now()) == Err(Unusable::Gone))
    }

    fn stop(&mut self, reached: LimitReached, quotas: Vec<Quota>) -> Problem {
        tracing::warn!(code = reached.code(), %reached, "an event was refused");
        self.cloud.tell(self.cloud.clock().now(), &[(RATE_LIMIT_HITS, 1.0)]);
        self.limits = RateLimits::refusing(quotas, reached.retry_after);
        reached.into()
    }
}

/// The addresses that a tenant allows are its callers', and say nothing of who sends events.
fn takes(standing: Option<&Standing>, from: IpAddr, now: Timestamp) -> Result<(), Rejected> {
    match usable(standing, now) {
        Ok(standing) if standing.denies(from) => Err(Rejected::Address),
        Ok(_) => Ok(()),
        Err(Unusable::Gone) => Err(Refused::SecretUnavailable.into()),
        Err(Unusable::Pending | Unusable::Suspended | Unusable::TrialOver | Unusable::SubscriptionOver) => Err(Rejected::Unusable),
    }
}

fn usable(standing: Option<&Standing>, now: Timestamp) -> Result<&Standing, Unusable> {
    let standing = standing.ok_or(Unusable::Gone)?;
    standing.usable(now).map(|()| standing)
}
