use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::{Authority, Caller, Function, Problem};

use crate::tenant_view::TenantFound;

const DECLARATION: Declaration = Declaration {
    name: "get-current-tenant",
    summary: "Shows the caller's tenant.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants/current",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_current_tenant).gives::<TenantFound>()
}

async fn get_current_tenant(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<TenantFound>, Problem> {
    let tenant = caller.tenant;
    Ok(Json(TenantFound::in_cloud(&cloud, tenant, &Authority::Tenant(caller)).await?))
}
