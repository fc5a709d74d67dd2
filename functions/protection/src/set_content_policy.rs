use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, Problem};

use crate::policy_view::PolicyView;

const DECLARATION: Declaration = Declaration {
    name: "set-content-policy",
    summary: "Sets what is done about personal data and injections. What is not named is as the platform has it.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/security/content-policy",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 8 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("tenants"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, set_content_policy).takes::<PolicyView>().gives::<PolicyView>()
}

async fn set_content_policy(State(cloud): State<Cloud>, caller: Caller, Body(new): Body<PolicyView>) -> Result<Json<PolicyView>, Problem> {
    let policy = new.parse()?;
    cloud.content_policies(caller.tenant).keep(&policy).await?;
    Ok(Json(policy.into()))
}
