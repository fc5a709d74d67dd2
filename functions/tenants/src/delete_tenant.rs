use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem};
use genesis_tenancy::Tenant;

use crate::{
    changing::{CHANGES, changed},
    tenant_view::TenantChanged,
};

const DECLARATION: Declaration = Declaration {
    name: "delete-tenant",
    summary: "Deletes a tenant. It is kept for 30 days, and opens nothing any more.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/tenants/{tenantId}",
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
    Function::http(&DECLARATION, delete_tenant).gives::<TenantChanged>()
}

async fn delete_tenant(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
) -> Result<Json<TenantChanged>, Problem> {
    authority.over(id)?;
    let message = "The tenant is deleted. It is kept for 30 days with its slug and its domain.";
    changed(&cloud, id, message, Tenant::deleted).await
}
