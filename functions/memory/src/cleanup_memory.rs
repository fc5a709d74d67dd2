use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "cleanup-memory",
    summary: "Deletes what is kept under keys and has expired, up to 100 of it in one call.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/memory/cleanup",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("memory"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Write] },
    ],
    memory_mib: 256,
    timeout_seconds: 20,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct CleanedUp {
    success: bool,
    /// What this call has deleted; the platform deletes expired things by itself, too.
    deleted_count: usize,
    /// There is more that has expired: call again.
    more: bool,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, cleanup_memory).gives::<CleanedUp>()
}

async fn cleanup_memory(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<CleanedUp>, Problem> {
    let deleted = cloud.memories(caller.tenant).delete_expired(cloud.clock().now()).await?;
    Ok(Json(CleanedUp { success: true, deleted_count: deleted.count, more: deleted.more }))
}
