use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Authority, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::breaker_view::BreakerView;

const DECLARATION: Declaration = Declaration {
    name: "get-breaker-metrics",
    summary: "Shows the circuit breaker of each model that the deployment names.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/circuit-breaker/metrics",
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
pub struct BreakerMetrics {
    success: bool,
    breakers: Vec<BreakerView>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_breaker_metrics).gives::<BreakerMetrics>()
}

async fn get_breaker_metrics(State(cloud): State<Cloud>, _: Authority) -> Result<Json<BreakerMetrics>, Problem> {
    let (breakers, now) = (cloud.breakers(), cloud.clock().now());
    let all = breakers.all().await?;
    let breakers = all.iter().map(|(model, breaker)| BreakerView::of(model, breaker, breakers.thresholds(), now)).collect();
    Ok(Json(BreakerMetrics { success: true, breakers }))
}
