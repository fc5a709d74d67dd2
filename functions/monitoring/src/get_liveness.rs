use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::Function;
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "get-liveness",
    summary: "Tells that the platform runs.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/health/live",
        guard: Guard::Public,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[],
    memory_mib: 128,
    timeout_seconds: 5,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Liveness {
    status: &'static str,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_liveness).gives::<Liveness>()
}

async fn get_liveness(State(cloud): State<Cloud>) -> Json<Liveness> {
    Json(Liveness { status: "live", timestamp: cloud.clock().now().to_string() })
}
