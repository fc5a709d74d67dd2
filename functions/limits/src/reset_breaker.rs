use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Trigger};
use genesis_http::{Administrator, Function, Json as Body, Problem};

use crate::breaker_view::{self, BreakerChanged, Named};

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
    let model = named.model()?;
    let is_named = cloud.breakers().reset(&model).await?;
    Ok(Json(BreakerChanged::of(&model, is_named, breaker_view::State::Closed)?))
}
