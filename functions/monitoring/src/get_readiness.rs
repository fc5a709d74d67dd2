use axum::{Json, extract::State, http::StatusCode};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::Function;
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "get-readiness",
    summary: "Tells whether the database answers: 200 when it does, 503 when it does not.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/health/ready",
        guard: Guard::Public,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("tenants"), access: &[Access::Read] }],
    memory_mib: 128,
    timeout_seconds: 5,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Readiness {
    /// `ready` or `not_ready`.
    status: &'static str,
    checks: Checks,
    /// RFC 3339.
    timestamp: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Checks {
    /// Whether the database answers.
    database: bool,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_readiness).gives::<Readiness>()
}

async fn get_readiness(State(cloud): State<Cloud>) -> (StatusCode, Json<Readiness>) {
    let database = cloud.is_reachable().await;
    let (code, status) = if database { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not_ready") };
    (code, Json(Readiness { status, checks: Checks { database }, timestamp: cloud.clock().now().to_string() }))
}
