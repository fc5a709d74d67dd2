use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, TenantId, Trigger};
use genesis_http::{Authority, Function, Json as Body, PathId, Problem};
use genesis_tenancy::{Feature, Tenant, Tier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tenant_view::{LimitsView, TenantView};

const DECLARATION: Declaration = Declaration {
    name: "change-tier",
    summary: "Puts a tenant under another tier.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/tenants/{tenantId}/tier",
        guard: Guard::Scope(Scope::ManageBilling),
        body_limit_bytes: 8 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTier {
    #[schemars(with = "String", extend("enum" = ["free", "starter", "professional", "enterprise"]))]
    tier: Tier,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TierChanged {
    message: &'static str,
    tenant: TenantView,
    new_limits: LimitsView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, change_tier).takes::<NewTier>().gives::<TierChanged>()
}

async fn change_tier(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
    Body(new): Body<NewTier>,
) -> Result<Json<TierChanged>, Problem> {
    authority.over(id)?;
    let now = cloud.clock().now();
    let changed = cloud.tenants(id).change(now, |tenant| Ok::<_, Problem>(under(tenant, new.tier))).await?;
    let tenant = TenantView::of(changed.ok_or_else(Problem::not_found)?, now);
    Ok(Json(TierChanged { message: "The tenant has the limits of its new tier.", tenant, new_limits: new.tier.limits().into() }))
}

/// What the tier does not have ends with the one before.
fn under(tenant: Tenant, tier: Tier) -> Tenant {
    Tenant { tier, sso_enabled: tenant.sso_enabled && tier.has(Feature::Sso), ..tenant }
}
