use core::net::IpAddr;

use genesis_aws::{GivenSso, NotKept};
use genesis_core::{IpRange, Kind, Listed, Timestamp};
use genesis_http::{Authority, Problem};
use genesis_tenancy::{Domain, Email, Feature, Name, Slug, Tenant, Unacceptable};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::given::{moment, object, present, ranges};

/// What is absent stays as it is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct TenantUpdate {
    /// One line.
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: Option<String>,
    /// The full name of a host; null for none.
    #[serde(deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("format" = "hostname"))]
    domain: Option<Option<String>>,
    /// Null for none.
    #[serde(deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("format" = "email"))]
    billing_email: Option<Option<String>>,
    /// At most 16 KiB of JSON.
    config: Option<Map<String, Value>>,
    /// At most 100 addresses and CIDR ranges, the caller's own address among them; with none callers may come from anywhere.
    #[schemars(length(max = 100), extend("items" = { "type": "string", "examples": ["203.0.113.0/24"] }))]
    allowed_ip_ranges: Option<Vec<String>>,
    /// At most 100 of them, from which nobody comes in, allowed or not; the caller's own address in none.
    #[schemars(length(max = 100), extend("items" = { "type": "string", "examples": ["198.51.100.7"] }))]
    denied_ip_ranges: Option<Vec<String>>,
    enforce_mfa: Option<bool>,
    /// Where the tier has single sign-on.
    sso_enabled: Option<bool>,
    /// At most 16 KiB of JSON, in the place of what was there. It is kept sealed, and not shown again.
    sso_config: Option<Map<String, Value>>,
    /// At most 16 KiB of JSON.
    metadata: Option<Map<String, Value>>,
    /// An administrator's to change, like what follows: RFC 3339; null for no trial. One that is past is over.
    #[serde(deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    trial_ends_at: Option<Option<String>>,
    /// The same of the subscription, beside which a trial counts for nothing; null for none, or one without an end.
    #[serde(deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    subscription_ends_at: Option<Option<String>>,
}

/// The same, read.
pub(crate) struct Update {
    name: Option<Name>,
    domain: Option<Option<Domain>>,
    billing_email: Option<Option<Email>>,
    config: Option<String>,
    allowed_ip_ranges: Option<Vec<IpRange>>,
    denied_ip_ranges: Option<Vec<IpRange>>,
    enforce_mfa: Option<bool>,
    sso_enabled: Option<bool>,
    pub sso_config: Option<String>,
    metadata: Option<String>,
    trial_ends_at: Option<Option<Timestamp>>,
    subscription_ends_at: Option<Option<Timestamp>>,
}

impl TenantUpdate {
    pub fn parse(self) -> Result<Update, Problem> {
        let text = |field, object_given: Option<Map<String, Value>>| object_given.map(|given| object(field, Some(&given))).transpose();
        Ok(Update {
            name: self.name.map(|name| Name::parse("name", &name)).transpose()?,
            domain: self.domain.map(|domain| domain.map(|domain| Domain::parse(&domain)).transpose()).transpose()?,
            billing_email: self
                .billing_email
                .map(|email| email.map(|email| Email::parse("billing_email", &email)).transpose())
                .transpose()?,
            config: text("config", self.config)?,
            allowed_ip_ranges: ranges("allowed_ip_ranges", self.allowed_ip_ranges)?,
            denied_ip_ranges: ranges("denied_ip_ranges", self.denied_ip_ranges)?,
            enforce_mfa: self.enforce_mfa,
            sso_enabled: self.sso_enabled,
            sso_config: text("sso_config", self.sso_config)?,
            metadata: text("metadata", self.metadata)?,
            trial_ends_at: moment("trial_ends_at", self.trial_ends_at)?,
            subscription_ends_at: moment("subscription_ends_at", self.subscription_ends_at)?,
        })
    }
}

impl Update {
    /// When a tenant's trial or subscription ends, if that is to change, by field.
    pub fn ends(&self) -> impl Iterator<Item = (&'static str, Option<Timestamp>)> {
        let ends = [("trial_ends_at", self.trial_ends_at), ("subscription_ends_at", self.subscription_ends_at)];
        ends.into_iter().filter_map(|(field, end)| end.map(|end| (field, end)))
    }

    /// Nobody gives their own tenant more time.
    pub fn is_for(&self, authority: &Authority) -> Result<(), Problem> {
        match self.ends().next() {
            Some((field, _)) => authority.over_all().map_err(|problem| problem.at(field)),
            None => Ok(()),
        }
    }

    /// Nobody shuts themselves out.
    pub fn lets_in(&self, address: IpAddr) -> Result<(), Problem> {
        let (allowed, denied) = (self.allowed_ip_ranges.as_deref(), self.denied_ip_ranges.as_deref());
        if !allowed.unwrap_or_default().allows(address) {
            let detail = "your own address is in none of these ranges";
            return Err(Problem::new(Kind::Invalid, "own_address_outside", detail).at("allowed_ip_ranges"));
        }
        if denied.unwrap_or_default().has(address) {
            let detail = "your own address is in one of these ranges";
            return Err(Problem::new(Kind::Invalid, "own_address_denied", detail).at("denied_ip_ranges"));
        }
        Ok(())
    }

    pub fn of(&self, tenant: Tenant, attempt: u32, sso: Option<&GivenSso<'_>>) -> Result<Tenant, Refused> {
        if self.sso_enabled == Some(true) && !tenant.tier.has(Feature::Sso) {
            return Err(Unacceptable::Sso.into());
        }
        let update = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
        Ok(Tenant {
            slug: self.slug(&tenant, attempt),
            name: self.name.clone().unwrap_or(tenant.name),
            domain: self.domain.clone().unwrap_or(tenant.domain),
            billing_email: self.billing_email.clone().unwrap_or(tenant.billing_email),
            config: update(&self.config, tenant.config),
            metadata: update(&self.metadata, tenant.metadata),
            sso_config: match sso {
                Some(given) => Some(given.over(tenant.sso_config)),
                None => tenant.sso_config,
            },
            allowed_ip_ranges: self.allowed_ip_ranges.clone().unwrap_or(tenant.allowed_ip_ranges),
            denied_ip_ranges: self.denied_ip_ranges.clone().unwrap_or(tenant.denied_ip_ranges),
            enforce_mfa: self.enforce_mfa.unwrap_or(tenant.enforce_mfa),
            sso_enabled: self.sso_enabled.unwrap_or(tenant.sso_enabled),
            trial_ends_at: self.trial_ends_at.unwrap_or(tenant.trial_ends_at),
            subscription_ends_at: self.subscription_ends_at.unwrap_or(tenant.subscription_ends_at),
            ..tenant
        })
    }

    /// Another one where the name comes to another.
    fn slug(&self, tenant: &Tenant, attempt: u32) -> Slug {
        match &self.name {
            Some(name) if Slug::of(name, 1) != Slug::of(&tenant.name, 1) => Slug::of(name, attempt),
            Some(_) | None => tenant.slug.clone(),
        }
    }
}

/// Why a tenant is not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error(transparent)]
    Unacceptable(#[from] Unacceptable),
    #[error(transparent)]
    Kept(#[from] NotKept),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unacceptable(fault) => fault.into(),
            Refused::Kept(fault) => fault.into(),
        }
    }
}
