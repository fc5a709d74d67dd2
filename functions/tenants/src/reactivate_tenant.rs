use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem};

use crate::{
    changing::{CHANGES, changed},
    given::suspending,
    tenant_view::TenantChanged,
};

const DECLARATION: Declaration = Declaration {
    name: "reactivate-tenant",
    summary: "Takes back that a tenant was suspended. Until when its trial or its subscription lasts, it leaves as it is.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants/{tenantId}/reactivate",
        guard: Guard::Owner,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: CHANGES,
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, reactivate_tenant).gives::<TenantChanged>()
}

async fn reactivate_tenant(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
) -> Result<Json<TenantChanged>, Problem> {
    authority.over(id)?;
    let by = suspending(&authority);
    changed(&cloud, id, "The tenant is no longer suspended.", |tenant, now| tenant.reactivated(by, now)).await
}
