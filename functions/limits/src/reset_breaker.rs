use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::{Administrator, Function, Json as Body, Problem};
use genesis_models::ModelName;

use crate::breaker_view::{BreakerChanged, Named};

const DECLARATION: Declaration = Declaration {
    name: "reset-breaker",
    summary: "Forgets what is known of a model, so that it is asked again.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/circuit-breaker/reset",
        guard: Guard::Platform,
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, reset_breaker).takes::<Named>().gives::<BreakerChanged>()
}

async fn reset_breaker(State(cloud): State<Cloud>, _: Administrator, Body(named): Body<Named>) -> Result<Json<BreakerChanged>, Problem> {
    let missing = || Problem::not_found().at("model");
    let model: ModelName = named.model.parse().map_err(|_| missing())?;
    let is_named = cloud.breakers().reset(&model).await?;
    if is_named { Ok(Json(BreakerChanged::closed(&model))) } else { Err(missing()) }
}
