use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem};

use crate::tenant_view::TenantFound;

const DECLARATION: Declaration = Declaration {
    name: "get-tenant",
    summary: "Shows a tenant.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants/{tenantId}",
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
    Function::http(&DECLARATION, get_tenant).gives::<TenantFound>()
}

async fn get_tenant(State(cloud): State<Cloud>, authority: Authority, PathId(id): PathId<TenantId>) -> Result<Json<TenantFound>, Problem> {
    authority.over(id)?;
    Ok(Json(TenantFound::in_cloud(&cloud, id, &authority).await?))
}
