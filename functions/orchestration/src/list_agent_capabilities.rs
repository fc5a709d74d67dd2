use std::collections::BTreeMap;

use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};
use genesis_models::{Chain, Prompt, Wishes};
use genesis_rcr::{ROUTER_VERSION, Role};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "list-agent-capabilities",
    summary: "Lists the built-in roles: what each can do, the tokens of context it is given, and which models play it.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/capabilities",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 128,
    timeout_seconds: 5,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Capabilities {
    success: bool,
    /// By id.
    agents: BTreeMap<&'static str, RoleView>,
    total_count: usize,
    router_version: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RoleView {
    id: &'static str,
    name: String,
    capabilities: &'static [&'static str],
    token_budget: u32,
    /// The order in which the roles work on a question, from 1.
    priority: u8,
    active: bool,
    /// The models that play it in runs that do not choose their own; each stands in for those before it.
    models: Vec<String>,
    /// The hash of the prompt that language models are given, as traces name it.
    prompt: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_agent_capabilities).gives::<Capabilities>()
}

async fn list_agent_capabilities(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<Capabilities>, Problem> {
    let settings = cloud.agent_settings(caller.tenant).find().await?.unwrap_or_default();
    let casting = cloud.models().configuration.cast(&Wishes::default(), &settings.models, None);
    let prompts = settings.prompts();
    let view = |role: Role| (role.as_str(), RoleView::of(role, &casting.roles[&role], &prompts[&role]));
    let agents: BTreeMap<_, _> = Role::ALL.into_iter().map(view).collect();
    Ok(Json(Capabilities { success: true, total_count: agents.len(), agents, router_version: ROUTER_VERSION }))
}

impl RoleView {
    fn of(role: Role, chain: &Chain, prompt: &Prompt) -> Self {
        Self {
            id: role.as_str(),
            name: format!("{role:?}"),
            capabilities: role.capabilities(),
            token_budget: role.budget(),
            priority: role.priority(),
            active: true,
            models: chain.models().iter().map(ToString::to_string).collect(),
            prompt: prompt.hash().to_owned(),
        }
    }
}
