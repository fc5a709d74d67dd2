use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, Json as Body, PathId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    changing::{CHANGES, changed},
    given::{reason, suspending},
    tenant_view::TenantChanged,
};

const DECLARATION: Declaration = Declaration {
    name: "suspend-tenant",
    summary: "Suspends a tenant with its users: nobody of it comes in, but for owners who take that back.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants/{tenantId}/suspend",
        guard: Guard::Owner,
        body_limit_bytes: 8 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: CHANGES,
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspended {
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, suspend_tenant).takes::<Suspended>().gives::<TenantChanged>()
}

async fn suspend_tenant(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
    Body(why): Body<Suspended>,
) -> Result<Json<TenantChanged>, Problem> {
    authority.over(id)?;
    let (reason, by) = (reason(&why.reason)?, suspending(&authority));
    changed(&cloud, id, "The tenant is suspended.", |tenant, now| tenant.suspended(reason.clone(), by, now)).await
}
