//! How a tenant gets from one state to another.

use axum::Json;
use genesis_aws::Cloud;
use genesis_core::{Access, Grant, Resource, TenantId, Timestamp};
use genesis_http::Problem;
use genesis_tenancy::{NoSuchChange, Tenant};

use crate::tenant_view::TenantChanged;

/// What it takes to change a tenant: itself, what it is found by, and how it stands at the gate.
pub(crate) const CHANGES: &[Grant] = &[
    Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
    Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
    Grant { resource: Resource::Table("access"), access: &[Access::Write] },
];

pub(crate) async fn changed(
    cloud: &Cloud,
    id: TenantId,
    message: &'static str,
    change: impl Fn(Tenant, Timestamp) -> Result<Tenant, NoSuchChange>,
) -> Result<Json<TenantChanged>, Problem> {
    let now = cloud.clock().now();
    let changed = cloud.tenants(id).change(now, |tenant| Ok::<_, Problem>(change(tenant, now)?)).await?;
    Ok(Json(TenantChanged::new(message, changed.ok_or_else(Problem::not_found)?, now)))
}
