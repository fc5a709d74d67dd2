use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};

use crate::policy_view::PolicyView;

const DECLARATION: Declaration = Declaration {
    name: "get-content-policy",
    summary: "Tells what is done about personal data and injections in a tenant's questions, documents and answers.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/content-policy",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("tenants"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_content_policy).gives::<PolicyView>()
}

async fn get_content_policy(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<PolicyView>, Problem> {
    Ok(Json(cloud.content_policies(caller.tenant).find().await?.into()))
}
