use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem};

use crate::{given::suspending, tenant_view::TenantChanged};

const DECLARATION: Declaration = Declaration {
    name: "reactivate-tenant",
    summary: "Takes back that a tenant was suspended.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants/{tenantId}/reactivate",
        guard: Guard::Owner,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
    ],
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
    let (by, now) = (suspending(&authority), cloud.clock().now());
    let active = cloud.tenants(id).change(now, |tenant| Ok::<_, Problem>(tenant.reactivated(by)?)).await?;
    Ok(Json(TenantChanged::new("The tenant is active.", active.ok_or_else(Problem::not_found)?, now)))
}
