use std::collections::BTreeMap;

use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, Problem};
use genesis_orchestration::AgentSettings;
use schemars::JsonSchema;
use serde::Serialize;

use crate::given::{
    agent_configuration::{AgentConfiguration, OwnPrompts},
    new_models::met,
};

const DECLARATION: Declaration = Declaration {
    name: "configure-agents",
    summary: "Sets by which models a tenant's roles are played, and with which prompts. What is not named is as the platform has it.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/agents/configuration",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 128 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentsConfigured {
    success: bool,
    /// The hash of each role's prompt, as traces name it.
    prompts: BTreeMap<&'static str, String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, configure_agents).takes::<AgentConfiguration>().gives::<AgentsConfigured>()
}

async fn configure_agents(
    State(cloud): State<Cloud>,
    caller: Caller,
    Body(new): Body<AgentConfiguration>,
) -> Result<Json<AgentsConfigured>, Problem> {
    let models = met(new.models, &cloud.models().configuration, "models")?;
    let prompts = new.prompts.map_or_else(|| Ok(BTreeMap::new()), OwnPrompts::parse)?;
    let settings = AgentSettings { models, prompts, changed_at: Some(cloud.clock().now()) };
    cloud.agent_settings(caller.tenant).keep(&settings).await?;
    let prompts = settings.prompts().into_iter().map(|(role, prompt)| (role.as_str(), prompt.hash().to_owned())).collect();
    Ok(Json(AgentsConfigured { success: true, prompts }))
}
