use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};

use crate::given::agent_configuration::AgentConfiguration;

const DECLARATION: Declaration = Declaration {
    name: "get-agent-configuration",
    summary: "Tells what a tenant has set of its roles, in the form in which it is set.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/configuration",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_agent_configuration).gives::<AgentConfiguration>()
}

async fn get_agent_configuration(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<AgentConfiguration>, Problem> {
    Ok(Json(cloud.agent_settings(caller.tenant).find().await?.unwrap_or_default().into()))
}
