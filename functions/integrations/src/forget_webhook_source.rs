use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::source_name::SourceName;

const DECLARATION: Declaration = Declaration {
    name: "forget-webhook-source",
    summary: "Takes no more events from a source, and forgets its secret.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/security/webhook-sources/{source}",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceForgotten {
    success: bool,
    source: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, forget_webhook_source).gives::<SourceForgotten>()
}

async fn forget_webhook_source(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(name): PathId<SourceName>,
) -> Result<Json<SourceForgotten>, Problem> {
    let webhooks = cloud.webhooks(caller.tenant);
    let source = webhooks.source(name.as_str()).await?.ok_or_else(Problem::not_found)?.name;
    webhooks.forget(&source).await?;
    Ok(Json(SourceForgotten { success: true, source }))
}
