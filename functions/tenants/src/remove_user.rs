use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::{Authority, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{given::actor, user_path::UserPath};

const DECLARATION: Declaration = Declaration {
    name: "remove-user",
    summary: "Takes a user out of a tenant, with all that they could come in with.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/tenants/{tenantId}/users/{userId}",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserRemoved {
    message: &'static str,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, remove_user).gives::<UserRemoved>()
}

async fn remove_user(State(cloud): State<Cloud>, authority: Authority, path: UserPath) -> Result<Json<UserRemoved>, Problem> {
    authority.over(path.tenant)?;
    let (actor, now) = (actor(&authority), cloud.clock().now());
    let users = cloud.users(path.tenant);
    let removed = users.change(path.user, |user| {
        actor.may_remove(&user)?;
        Ok::<_, Problem>(user.removed(now))
    });
    removed.await?.ok_or_else(Problem::not_found)?;
    Ok(Json(UserRemoved { message: "The user is removed." }))
}
