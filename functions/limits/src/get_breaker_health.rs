use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Authority, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::breaker_view::Sum;

const DECLARATION: Declaration = Declaration {
    name: "get-breaker-health",
    summary: "Tells whether the circuit breakers of the models are closed.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/circuit-breaker/health",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct BreakerHealth {
    success: bool,
    circuit_breakers: Sum,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_breaker_health).gives::<BreakerHealth>()
}

async fn get_breaker_health(State(cloud): State<Cloud>, _: Authority) -> Result<Json<BreakerHealth>, Problem> {
    Ok(Json(BreakerHealth { success: true, circuit_breakers: Sum::of(&cloud.breakers().all().await?) }))
}
