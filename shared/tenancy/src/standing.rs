use core::net::IpAddr;

use genesis_core::{Guard, IpRange, Listed, Role, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{TenantStatus, Tier};

/// What of a tenant decides whether its callers come in. It is kept where every request looks, and changed with the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub status: TenantStatus,
    pub tier: Tier,
    pub trial_ends_at: Option<Timestamp>,
    pub subscription_ends_at: Option<Timestamp>,
    /// Addresses and CIDR ranges; everywhere where there is none.
    pub allowed_ip_ranges: Vec<IpRange>,
    /// From these nobody comes in, allowed or not.
    #[serde(default)]
    pub denied_ip_ranges: Vec<IpRange>,
    pub enforce_mfa: bool,
}

/// Why no caller of a tenant comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    /// As if there were no such tenant.
    Gone,
    Pending,
    Suspended,
    TrialOver,
    SubscriptionOver,
}

impl Standing {
    /// Usable is an active tenant whose trial and whose subscription are not past. A subscription stands in for a trial that is.
    pub fn usable(&self, now: Timestamp) -> Result<(), Unusable> {
        match self.status {
            TenantStatus::Deleted => return Err(Unusable::Gone),
            TenantStatus::Pending => return Err(Unusable::Pending),
            TenantStatus::Suspended => return Err(Unusable::Suspended),
            TenantStatus::Active => {}
        }
        let is_past = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        match (self.trial_ends_at, self.subscription_ends_at) {
            (_, subscription) if is_past(subscription) => Err(Unusable::SubscriptionOver),
            (trial, None) if is_past(trial) => Err(Unusable::TrialOver),
            _ => Ok(()),
        }
    }

    /// Whether somebody of the tenant comes in. An owner may still do what is owners' alone where the tenant is not usable: take back that it
    /// is suspended, and delete it. Nobody does anything in one that is gone.
    pub fn admits(&self, role: Role, guard: Guard, now: Timestamp) -> Result<(), Unusable> {
        match self.usable(now) {
            Err(Unusable::Suspended | Unusable::TrialOver | Unusable::SubscriptionOver) if (role, guard) == (Role::Owner, Guard::Owner) => {
                Ok(())
            }
            usable => usable,
        }
    }

    /// Whether nobody comes in from there, not even with what others send.
    pub fn denies(&self, address: IpAddr) -> bool {
        self.denied_ip_ranges.has(address)
    }

    /// Whether the tenant's callers may come from there.
    pub fn is_open_to(&self, address: IpAddr) -> bool {
        self.allowed_ip_ranges.admits(address, &self.denied_ip_ranges)
    }

    /// What the tenant has agreed on, in a word.
    pub fn subscription(&self, now: Timestamp) -> &'static str {
        match (self.trial_ends_at, self.subscription_ends_at) {
            (_, Some(end)) if end <= now => "subscription_expired",
            (_, Some(_)) => "active",
            (Some(end), None) if end <= now => "trial_expired",
            (Some(_), None) => "trial",
            (None, None) => "unknown",
        }
    }
}

impl Unusable {
    pub fn as_str(self) -> &'static str {
        match self {
            Unusable::Gone => "gone",
            Unusable::Pending => "pending",
            Unusable::Suspended => "suspended",
            Unusable::TrialOver => "trial_over",
            Unusable::SubscriptionOver => "subscription_over",
        }
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Scope;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn standing(status: TenantStatus, trial: Option<i64>, subscription: Option<i64>) -> Standing {
        Standing {
            status,
            tier: Tier::Free,
            trial_ends_at: trial.map(Timestamp),
            subscription_ends_at: subscription.map(Timestamp),
            allowed_ip_ranges: Vec::new(),
            denied_ip_ranges: Vec::new(),
            enforce_mfa: false,
        }
    }

    #[test]
    fn usable_is_an_active_tenant_whose_trial_and_subscription_are_not_past() {
        let active = |trial, subscription| standing(TenantStatus::Active, trial, subscription).usable(NOW);
        for (trial, subscription, expected) in [
            (None, None, Ok(())),
            (Some(1_001), None, Ok(())),
            (Some(1_000), None, Err(Unusable::TrialOver)),
            (Some(1_000), Some(1_001), Ok(())),
            (Some(1_001), Some(1_000), Err(Unusable::SubscriptionOver)),
            (None, Some(1_000), Err(Unusable::SubscriptionOver)),
        ] {
            assert_eq!(active(trial, subscription), expected, "{trial:?} {subscription:?}");
        }
        let others = [TenantStatus::Pending, TenantStatus::Suspended, TenantStatus::Deleted];
        let refused = [Unusable::Pending, Unusable::Suspended, Unusable::Gone];
        assert_eq!(others.map(|status| standing(status, None, None).usable(NOW)), refused.map(Err));
    }

    #[test]
    fn an_owner_alone_may_do_what_is_owners_alone_in_a_tenant_that_is_suspended() {
        let suspended = standing(TenantStatus::Suspended, None, None);
        for role in Role::ALL {
            for guard in [Guard::Tenant, Guard::Scope(Scope::ManageUsers), Guard::Owner] {
                let comes_in = role == Role::Owner && guard == Guard::Owner;
                assert_eq!(suspended.admits(role, guard, NOW).is_ok(), comes_in, "{role:?} {guard:?}");
            }
        }
        assert!(standing(TenantStatus::Active, Some(1), None).admits(Role::Owner, Guard::Owner, NOW).is_ok());
        assert!(standing(TenantStatus::Deleted, None, None).admits(Role::Owner, Guard::Owner, NOW).is_err());
    }
}
