use axum::{Json, extract::State};
use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, KeyId, Method, Resource, Route, Trigger};
use genesis_http::{Administrator, Function, PathId, Problem};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "revoke-platform-key",
    summary: "Revokes a key of an administrator's.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/platform/keys/{keyId}",
        guard: Guard::Platform,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlatformKeyRevoked {
    message: &'static str,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, revoke_platform_key).gives::<PlatformKeyRevoked>()
}

async fn revoke_platform_key(
    State(cloud): State<Cloud>,
    _: Administrator,
    PathId(id): PathId<KeyId>,
) -> Result<Json<PlatformKeyRevoked>, Problem> {
    match cloud.api_keys().revoke_administrators(&id).await {
        Err(StoreError::Conflict) => Err(Problem::not_found()),
        revoked => Ok(revoked.map(|()| Json(PlatformKeyRevoked { message: "The key opens nothing any more." }))?),
    }
}
