use axum::{Json, extract::State};
use genesis_aws::{Cloud, NotKept, Taken};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, TenantId, Timestamp, Trigger};
use genesis_http::{Authority, Changes, ClientAddress, Function, PathId, Problem};
use genesis_tenancy::{Slug, Tenant};
use serde_json::json;

use crate::{
    tenant_update::{Refused, TenantUpdate, Update},
    tenant_view::TenantChanged,
};

const DECLARATION: Declaration = Declaration {
    name: "update-tenant",
    summary: "Changes what a tenant says of itself, where its callers may come from, and, by an administrator, how long it is open. \
        Another name makes another slug.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/tenants/{tenantId}",
        guard: Guard::Scope(Scope::ManageUsers),
        body_limit_bytes: 64 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
        Grant { resource: Resource::Secret("sso-sealing-key"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, update_tenant).takes::<TenantUpdate>().gives::<TenantChanged>()
}

async fn update_tenant(
    State(cloud): State<Cloud>,
    authority: Authority,
    ClientAddress(address): ClientAddress,
    PathId(id): PathId<TenantId>,
    Changes(given): Changes<TenantUpdate>,
) -> Result<Json<TenantChanged>, Problem> {
    authority.over(id)?;
    let update = given.parse()?;
    update.is_for(&authority)?;
    if let Authority::Tenant(_) = authority {
        update.lets_in(address)?;
    }
    let now = cloud.clock().now();
    for (field, end) in update.ends() {
        cloud.note(field, json!(end.map(|end| end.to_string())));
    }
    let changed = keep(&cloud, id, &update, now).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(TenantChanged::new("The tenant is changed.", changed, now)))
}

async fn keep(cloud: &Cloud, id: TenantId, update: &Update, now: Timestamp) -> Result<Option<Tenant>, Problem> {
    let (tenants, single_sign_on) = (cloud.tenants(id), cloud.single_sign_on(id));
    let sso = match &update.sso_config {
        Some(config) => Some(single_sign_on.seal(config, cloud.ids().next()).await?),
        None => None,
    };
    for attempt in Slug::attempts(id) {
        match tenants.change(now, |tenant| update.of(tenant, attempt, sso.as_ref())).await {
            Err(Refused::Kept(NotKept::Taken(Taken::Slug))) => {}
            changed => return Ok(changed?),
        }
    }
    Err(Taken::Slug.into())
}
