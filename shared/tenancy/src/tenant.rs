use std::time::Duration;

use genesis_access::Sealed;
use genesis_core::{Fault, IpRange, Kind, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Email, Name, NoSuchChange, Slug, Standing, SuspendedBy, Suspension, TenantStatus, Tier, Unacceptable, Unusable, texts::is_host,
};

/// How long a tenant is kept that was deleted, with its slug and its domain.
pub const RETAINED_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A trial where none is asked for.
pub const TRIAL_DAYS: u32 = 14;
pub const MOST_TRIAL_DAYS: u32 = 365;

/// A customer's organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    pub id: TenantId,
    pub name: Name,
    pub slug: Slug,
    pub domain: Option<Domain>,
    pub status: TenantStatus,
    pub tier: Tier,
    pub billing_email: Option<Email>,
    pub trial_ends_at: Option<Timestamp>,
    pub subscription_ends_at: Option<Timestamp>,
    pub allowed_ip_ranges: Vec<IpRange>,
    #[serde(default)]
    pub denied_ip_ranges: Vec<IpRange>,
    pub enforce_mfa: bool,
    pub sso_enabled: bool,
    /// What only single sign-on is to know, sealed for the tenant. One that was kept in clear once does not open.
    pub sso_config: Option<Sealed>,
    /// Objects of JSON, as texts.
    pub config: String,
    pub metadata: String,
    pub suspension: Option<Suspension>,
    /// Owners who are active: there is always one, once somebody has come.
    pub active_owners: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// One more with each change.
    pub version: u64,
}

/// The full name of a host, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Domain(String);

/// The last active owner, without whom a tenant would be nobody's, by the request's field that would take them away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant keeps one active owner: make another user an owner first")]
pub struct LastOwner(pub &'static str);

impl Domain {
    pub fn parse(text: &str) -> Result<Self, Unacceptable> {
        let text = text.trim().to_lowercase();
        if is_host(&text) { Ok(Self(text)) } else { Err(Unacceptable::Domain) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// When a trial of so many days ends; never where it has none.
pub fn trial_end(days: Option<u32>, now: Timestamp) -> Result<Option<Timestamp>, Unacceptable> {
    match days.unwrap_or(TRIAL_DAYS) {
        0 => Ok(None),
        days @ 1..=MOST_TRIAL_DAYS => Ok(Some(now.plus(Duration::from_secs(u64::from(days) * 24 * 60 * 60)))),
        _ => Err(Unacceptable::TrialDays(MOST_TRIAL_DAYS)),
    }
}

impl Tenant {
    /// It names so many that its callers may come from at most, and so many that they may not.
    pub const MOST_RANGES: usize = 100;

    /// A new one, to whom nobody has come yet, and that is free for ever.
    pub fn new(id: TenantId, name: Name, slug: Slug, now: Timestamp) -> Self {
        Self {
            id,
            name,
            slug,
            domain: None,
            status: TenantStatus::Pending,
            tier: Tier::Free,
            billing_email: None,
            trial_ends_at: None,
            subscription_ends_at: None,
            allowed_ip_ranges: Vec::new(),
            denied_ip_ranges: Vec::new(),
            enforce_mfa: false,
            sso_enabled: false,
            sso_config: None,
            config: "{}".to_owned(),
            metadata: "{}".to_owned(),
            suspension: None,
            active_owners: 0,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            version: 0,
        }
    }

    pub fn standing(&self) -> Standing {
        Standing {
            status: self.status,
            tier: self.tier,
            trial_ends_at: self.trial_ends_at,
            subscription_ends_at: self.subscription_ends_at,
            allowed_ip_ranges: self.allowed_ip_ranges.clone(),
            denied_ip_ranges: self.denied_ip_ranges.clone(),
            enforce_mfa: self.enforce_mfa,
        }
    }

    /// With an owner who has come. The first makes the tenant active.
    pub fn with_owner(mut self) -> Self {
        self.active_owners += 1;
        if self.status == TenantStatus::Pending {
            self.status = TenantStatus::Active;
        }
        self
    }

    /// With an active owner less, whom this field takes away.
    pub fn without_owner(mut self, field: &'static str) -> Result<Self, LastOwner> {
        self.active_owners = self.active_owners.checked_sub(1).filter(|left| *left > 0).ok_or(LastOwner(field))?;
        Ok(self)
    }

    pub fn suspended(mut self, reason: String, by: SuspendedBy, now: Timestamp) -> Result<Self, NoSuchChange> {
        self.status = self.status.to(TenantStatus::Suspended)?;
        self.suspension = Some(Suspension { reason, at: now, by });
        Ok(self)
    }

    /// No longer suspended. Until when it is open stays as it is: that is no owner's to change.
    pub fn reactivated(mut self, by: SuspendedBy, now: Timestamp) -> Result<Self, NoSuchChange> {
        let is_of_platform = self.suspension.as_ref().is_some_and(|suspension| suspension.by == SuspendedBy::Platform);
        if is_of_platform && by == SuspendedBy::Owner {
            return Err(NoSuchChange::NotYours);
        }
        self.status = match self.status {
            TenantStatus::Suspended => TenantStatus::Active,
            from => {
                let status = NoSuchChange::Status { from, to: TenantStatus::Active };
                return Err(match self.standing().usable(now) {
                    Err(over @ (Unusable::TrialOver | Unusable::SubscriptionOver)) => NoSuchChange::Over(over),
                    Ok(()) | Err(Unusable::Gone | Unusable::Pending | Unusable::Suspended) => status,
                });
            }
        };
        self.suspension = None;
        Ok(self)
    }

    pub fn deleted(mut self, now: Timestamp) -> Result<Self, NoSuchChange> {
        self.status = self.status.to(TenantStatus::Deleted)?;
        self.deleted_at = Some(now);
        Ok(self)
    }

    /// From when on the slug and the domain of a deleted tenant may be another's.
    pub fn free_at(&self) -> Option<Timestamp> {
        self.deleted_at.map(|at| at.plus(RETAINED_FOR))
    }

    /// As it is after a change.
    pub fn changed(mut self, now: Timestamp) -> Self {
        self.updated_at = now;
        self.version += 1;
        self
    }
}

impl Fault for LastOwner {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "last_owner"
    }

    fn field(&self) -> Option<&str> {
        Some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    fn tenant() -> Tenant {
        let name = Name::parse("name", "Acme").unwrap();
        let slug = Slug::of(&name, 1);
        Tenant::new(TenantId::new(Ids::seeded(1).next()), name, slug, Timestamp(0))
    }

    #[test]
    fn the_first_owner_who_comes_makes_a_tenant_active_and_the_last_one_stays() {
        let one = tenant().with_owner();
        assert_eq!((one.status, one.active_owners), (TenantStatus::Active, 1));
        assert_eq!(one.clone().without_owner("role"), Err(LastOwner("role")));
        let suspended = one.clone().suspended("x".to_owned(), SuspendedBy::Owner, Timestamp(5)).unwrap();
        assert_eq!(suspended.with_owner().status, TenantStatus::Suspended);
        assert_eq!(one.with_owner().without_owner("role").unwrap().active_owners, 1);
    }

    #[test]
    fn what_the_platform_suspended_the_platform_alone_reactivates() {
        let active = tenant().with_owner();
        let suspended = |by| active.clone().suspended("late".to_owned(), by, Timestamp(5)).unwrap();
        let reactivated = |suspended_by, by| suspended(suspended_by).reactivated(by, Timestamp(6));
        assert!(reactivated(SuspendedBy::Owner, SuspendedBy::Owner).unwrap().suspension.is_none());
        assert!(reactivated(SuspendedBy::Owner, SuspendedBy::Platform).is_ok());
        assert_eq!(reactivated(SuspendedBy::Platform, SuspendedBy::Owner), Err(NoSuchChange::NotYours));
        let status = |from| Err(NoSuchChange::Status { from, to: TenantStatus::Active });
        assert_eq!(active.reactivated(SuspendedBy::Platform, Timestamp(6)), status(TenantStatus::Active));
        assert_eq!(tenant().reactivated(SuspendedBy::Platform, Timestamp(6)), status(TenantStatus::Pending));
    }

    #[test]
    fn what_is_over_is_not_reactivated() {
        let over = |trial: Option<i64>, subscription: Option<i64>| {
            let (trial_ends_at, subscription_ends_at) = (trial.map(Timestamp), subscription.map(Timestamp));
            Tenant { trial_ends_at, subscription_ends_at, ..tenant().with_owner() }.reactivated(SuspendedBy::Platform, Timestamp(6))
        };
        assert_eq!(over(Some(6), None), Err(NoSuchChange::Over(Unusable::TrialOver)));
        assert_eq!(over(Some(7), Some(6)), Err(NoSuchChange::Over(Unusable::SubscriptionOver)));
    }

    #[test]
    fn a_deleted_tenant_keeps_its_names_for_a_while() {
        let deleted = tenant().deleted(Timestamp(0)).unwrap();
        assert_eq!(deleted.free_at(), Some(Timestamp(30 * 86_400_000)));
        assert!(deleted.deleted(Timestamp(0)).is_err());
        assert_eq!(tenant().free_at(), None);
    }

    #[test]
    fn a_trial_is_of_14_days_of_up_to_365_or_none() {
        let days = |days| trial_end(days, Timestamp(0)).map(|end| end.map(|end| end.0 / 86_400_000));
        assert_eq!([days(None), days(Some(0)), days(Some(365))], [Ok(Some(14)), Ok(None), Ok(Some(365))]);
        assert_eq!(days(Some(366)), Err(Unacceptable::TrialDays(365)));
    }

    #[test]
    fn a_domain_is_a_hosts_full_name() {
        assert_eq!(Domain::parse(" Acme.Example.COM ").unwrap().as_str(), "acme.example.com");
        for text in ["", "acme", "acme..com", "acme.com/", "http://acme.com", "1.2.3.4", "äcme.com", "acme.com."] {
            assert_eq!(Domain::parse(text), Err(Unacceptable::Domain), "{text}");
        }
    }
}
