use axum::{Json, extract::State, http::StatusCode};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::Function;
use genesis_rcr::Role;
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "get-readiness",
    summary: "Tells whether the database and the workflow engine answer: 200 when both do, 503 when one does not.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/health/ready",
        guard: Guard::Public,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Workflow, access: &[Access::Read] },
    ],
    memory_mib: 128,
    timeout_seconds: 5,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Readiness {
    /// `ready` or `not_ready`.
    status: &'static str,
    checks: Checks,
    /// Tokens of context that all roles together may be given.
    total_token_budget: u32,
    /// RFC 3339.
    timestamp: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Checks {
    /// Whether the database answers.
    database: bool,
    /// Whether the workflow engine answers.
    workflow_engine: bool,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_readiness).gives::<Readiness>().gives_with::<Readiness>(503)
}

async fn get_readiness(State(cloud): State<Cloud>) -> (StatusCode, Json<Readiness>) {
    let (database, workflow_engine) = tokio::join!(cloud.is_reachable(), cloud.is_workflow_reachable());
    let ready = database && workflow_engine;
    let (code, status) = if ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not_ready") };
    let checks = Checks { database, workflow_engine };
    let total_token_budget = Role::total_budget();
    (code, Json(Readiness { status, checks, total_token_budget, timestamp: cloud.clock().now().to_string() }))
}
