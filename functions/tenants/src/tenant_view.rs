use std::collections::BTreeMap;

use genesis_aws::Cloud;
use genesis_core::{IpRange, Scope, TenantId, Timestamp};
use genesis_http::{Authority, Problem};
use genesis_tenancy::{Days, Metered, Tenant, TierLimits};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{get_tenant_analytics::Analytics, meters::Meters};

/// A tenant, without what only single sign-on is to know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantView {
    id: String,
    name: String,
    slug: String,
    domain: Option<String>,
    #[schemars(extend("enum" = ["pending", "active", "suspended", "deleted"]))]
    status: &'static str,
    #[schemars(extend("enum" = ["free", "starter", "professional", "enterprise"]))]
    tier: &'static str,
    limits: LimitsView,
    #[schemars(extend("enum" = ["trial", "trial_expired", "active", "subscription_expired", "unknown"]))]
    subscription_status: &'static str,
    billing_email: Option<String>,
    /// RFC 3339; null where there is no trial.
    trial_ends_at: Option<String>,
    /// RFC 3339; null where there is no subscription, or one without an end.
    subscription_ends_at: Option<String>,
    /// Addresses and CIDR ranges that callers may come from; any where there is none.
    allowed_ip_ranges: Vec<String>,
    /// Those that they may not come from, allowed or not.
    denied_ip_ranges: Vec<String>,
    enforce_mfa: bool,
    sso_enabled: bool,
    config: Map<String, Value>,
    metadata: Map<String, Value>,
    /// Null unless the tenant is suspended.
    suspension: Option<SuspensionView>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
    /// RFC 3339; null unless the tenant is deleted.
    deleted_at: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantFound {
    tenant: TenantView,
    quota_usage: Meters,
    /// Of the month so far; null for who may not view analytics.
    analytics: Option<Analytics>,
    /// Null for who may not manage billing.
    billing: Option<BillingView>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BillingView {
    /// In millionths of a US dollar, like what follows.
    current_month_cost_microdollars: i64,
    /// By resource, where something was used.
    resource_breakdown: BTreeMap<&'static str, i64>,
    #[schemars(extend("enum" = ["trial", "trial_expired", "active", "subscription_expired", "unknown"]))]
    subscription_status: &'static str,
    /// RFC 3339; null where there is no subscription, or one without an end.
    subscription_ends_at: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantChanged {
    message: &'static str,
    tenant: TenantView,
}

/// How much there may be; -1 is without limit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LimitsView {
    users: i64,
    orchestration_runs_per_month: i64,
    tokens_per_month: i64,
    storage_bytes: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SuspensionView {
    reason: String,
    /// RFC 3339.
    at: String,
    /// Who may take it back: `owner`, or `platform` alone.
    #[schemars(extend("enum" = ["owner", "platform"]))]
    by: &'static str,
}

impl TenantView {
    pub fn of(tenant: Tenant, now: Timestamp) -> Self {
        let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Self {
            id: tenant.id.to_string(),
            status: tenant.status.as_str(),
            tier: tenant.tier.as_str(),
            limits: tenant.tier.limits().into(),
            subscription_status: tenant.standing().subscription(now),
            trial_ends_at: moment(tenant.trial_ends_at),
            subscription_ends_at: moment(tenant.subscription_ends_at),
            allowed_ip_ranges: tenant.allowed_ip_ranges.iter().map(IpRange::to_string).collect(),
            denied_ip_ranges: tenant.denied_ip_ranges.iter().map(IpRange::to_string).collect(),
            enforce_mfa: tenant.enforce_mfa,
            sso_enabled: tenant.sso_enabled,
            config: object(&tenant.config),
            metadata: object(&tenant.metadata),
            created_at: tenant.created_at.to_string(),
            updated_at: tenant.updated_at.to_string(),
            deleted_at: moment(tenant.deleted_at),
            name: tenant.name.into_text(),
            slug: tenant.slug.into_text(),
            domain: tenant.domain.map(|domain| domain.into_text()),
            billing_email: tenant.billing_email.map(|email| email.into_text()),
            suspension: tenant.suspension.map(|suspension| SuspensionView {
                by: suspension.by.as_str(),
                at: suspension.at.to_string(),
                reason: suspension.reason,
            }),
        }
    }
}

impl TenantFound {
    pub async fn in_cloud(cloud: &Cloud, id: TenantId, authority: &Authority) -> Result<Self, Problem> {
        let now = cloud.clock().now();
        let [sees_analytics, sees_billing] = [Scope::ViewAnalytics, Scope::ManageBilling].map(|scope| authority.may(scope));
        let days = (sees_analytics || sees_billing).then(|| Days::of_month(now));
        let (tenant, quota, used) = cloud.tenants(id).find_with_usage(days.as_ref()).await?.ok_or_else(Problem::not_found)?;
        let month = days.map(|days| Analytics::of(&days, &used, &Metered::ALL));
        Ok(Self {
            billing: month.as_ref().filter(|_| sees_billing).map(|month| BillingView::of(&tenant, month, now)),
            analytics: month.filter(|_| sees_analytics),
            tenant: TenantView::of(tenant, now),
            quota_usage: Meters::of(&quota.at(now)),
        })
    }
}

impl BillingView {
    fn of(tenant: &Tenant, month: &Analytics, now: Timestamp) -> Self {
        Self {
            current_month_cost_microdollars: month.total_cost_microdollars,
            resource_breakdown: month.costs().filter(|(_, cost)| *cost > 0).collect(),
            subscription_status: tenant.standing().subscription(now),
            subscription_ends_at: tenant.subscription_ends_at.map(|at| at.to_string()),
        }
    }
}

impl TenantChanged {
    pub fn new(message: &'static str, tenant: Tenant, now: Timestamp) -> Self {
        Self { message, tenant: TenantView::of(tenant, now) }
    }
}

impl From<TierLimits> for LimitsView {
    fn from(limits: TierLimits) -> Self {
        Self {
            users: limits.users.wire(),
            orchestration_runs_per_month: limits.runs_per_month.wire(),
            tokens_per_month: limits.tokens_per_month.wire(),
            storage_bytes: limits.storage_bytes.wire(),
        }
    }
}

/// What was stored is an object.
fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}
