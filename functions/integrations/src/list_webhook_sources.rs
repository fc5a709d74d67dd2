use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::source_view::SourceView;

const DECLARATION: Declaration = Declaration {
    name: "list-webhook-sources",
    summary: "Lists who may send signed events to the tenant.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/webhook-sources",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Sources {
    success: bool,
    /// By name.
    sources: Vec<SourceView>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_webhook_sources).gives::<Sources>()
}

async fn list_webhook_sources(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<Sources>, Problem> {
    let sources = cloud.webhooks(caller.tenant).sources().await?;
    Ok(Json(Sources { success: true, sources: sources.into_iter().map(|source| SourceView::of(caller.tenant, source)).collect() }))
}
