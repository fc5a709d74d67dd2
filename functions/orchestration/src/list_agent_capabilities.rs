use std::collections::BTreeMap;

use axum::Json;
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Function};
use genesis_rcr::{ROUTER_VERSION, Role};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "list-agent-capabilities",
    summary: "Lists the built-in roles: what each can do, and the tokens of context it is given.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/capabilities",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[],
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
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_agent_capabilities).gives::<Capabilities>()
}

async fn list_agent_capabilities(_: Caller) -> Json<Capabilities> {
    let agents: BTreeMap<_, _> = Role::ALL.into_iter().map(|role| (role.as_str(), RoleView::from(role))).collect();
    Json(Capabilities { success: true, total_count: agents.len(), agents, router_version: ROUTER_VERSION })
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        Self {
            id: role.as_str(),
            name: format!("{role:?}"),
            capabilities: role.capabilities(),
            token_budget: role.budget(),
            priority: role.priority(),
            active: true,
        }
    }
}
