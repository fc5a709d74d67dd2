use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem, QuotaHeaders};
use genesis_tenancy::{Feature, Quota, TierRates};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{meters::Meters, tenant_view::LimitsView};

const DECLARATION: Declaration = Declaration {
    name: "get-quotas",
    summary: "Tells how much a tenant may have and use, and how much of that is left.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants/{tenantId}/quotas",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("usage"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct QuotasView {
    #[schemars(extend("enum" = ["free", "starter", "professional", "enterprise"]))]
    tier: &'static str,
    /// What is left, by the tenant's own limits where it has some apart from its tier's.
    quotas: Meters,
    tier_limits: LimitsView,
    tier_rates: RatesView,
    /// What comes with the tier: `api_access`, `analytics`, `custom_agents`, `webhooks`, `export_data`, `priority_support`, `audit_logs`, `sso`.
    features: Vec<&'static str>,
    /// When runs and tokens begin anew: a month after the tenant came, and each month after that. RFC 3339.
    usage_reset_at: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RatesView {
    calls_per_minute: u32,
    burst: u32,
    calls_per_hour: u32,
    calls_per_day: u32,
    queue_slots: u32,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_quotas).gives::<QuotasView>()
}

async fn get_quotas(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(tenant): PathId<TenantId>,
) -> Result<(QuotaHeaders, Json<QuotasView>), Problem> {
    authority.over(tenant)?;
    let quota = cloud.quotas(tenant).find().await?.ok_or_else(Problem::not_found)?.at(cloud.clock().now());
    Ok((QuotaHeaders::seen(&quota), Json(quota.into())))
}

impl From<Quota> for QuotasView {
    fn from(quota: Quota) -> Self {
        let Quota { tier, resets_at, .. } = quota;
        Self {
            tier: tier.as_str(),
            quotas: Meters::of(&quota),
            tier_limits: tier.limits().into(),
            tier_rates: tier.rates().into(),
            features: Feature::ALL.into_iter().filter(|feature| tier.has(*feature)).map(Feature::as_str).collect(),
            usage_reset_at: resets_at.to_string(),
        }
    }
}

impl From<TierRates> for RatesView {
    fn from(rates: TierRates) -> Self {
        let TierRates { calls_per_minute, burst, calls_per_hour, calls_per_day, queue_slots, .. } = rates;
        Self { calls_per_minute, burst, calls_per_hour, calls_per_day, queue_slots }
    }
}
