use axum::{Json, extract::State};
use genesis_aws::{Cloud, OpenWork, WhichWork};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Cursor, Function, PRINTABLE, Problem, Query};
use genesis_orchestration::{AgentId, WorkPlace};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    long_poll::{self, pauses},
    own_agents::new_agents::capability,
};

const DECLARATION: Declaration = Declaration {
    name: "list-agent-work",
    summary: "Lists what agents of the caller's own may claim; at once, or as soon as there is something.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/work",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 28,
};

/// Whose work, and how long to wait for some.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Of one agent alone.
    #[schemars(length(min = 1, max = 100), regex(pattern = PRINTABLE))]
    agent_id: Option<String>,
    /// Of one capability alone.
    #[schemars(length(min = 1, max = 255), regex(pattern = PRINTABLE))]
    capability: Option<String>,
    /// Answers when there is work, or after so many seconds; at once where absent.
    #[schemars(range(max = 20))]
    #[serde(default)]
    wait_seconds: u32,
    /// `next_cursor` of an earlier answer for the same agent and capability.
    #[schemars(with = "Option<String>")]
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentWork {
    success: bool,
    /// By agent, oldest first; at most 100.
    work: Vec<WorkView>,
    /// Where the next part begins; null at the end. What many have claimed already may leave a part empty that is not the last.
    next_cursor: Option<String>,
}

/// An execution that nobody works on. What is asked comes with the claim.
#[derive(Debug, Serialize, JsonSchema)]
struct WorkView {
    execution_id: String,
    run_id: String,
    agent_id: String,
    capability: String,
    /// The role whose turn it is; null where no run waits for it.
    role: Option<&'static str>,
    /// RFC 3339, like the one below.
    created_at: String,
    /// When it may no longer be completed.
    wait_until: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_agent_work).takes_query::<Wanted>().gives::<AgentWork>()
}

async fn list_agent_work(State(cloud): State<Cloud>, caller: Caller, Query(wanted): Query<Wanted>) -> Result<Json<AgentWork>, Problem> {
    let mut pauses = pauses(long_poll::wait(wanted.wait_seconds)?);
    let agent = wanted.agent_id.map(|agent| agent.parse::<AgentId>()).transpose()?;
    let capability = wanted.capability.map(capability).transpose()?;
    let after = wanted.cursor.map(|cursor| place(&cursor, agent.as_ref())).transpose()?;
    let executions = cloud.agent_executions(caller.tenant);
    loop {
        let at = cloud.clock().now();
        let which = WhichWork { agent: agent.as_ref(), capability: capability.as_deref(), at, after: after.as_ref() };
        let found = executions.open_work(which).await?;
        match pauses.next() {
            Some(pause) if found.work.is_empty() && found.next.is_none() => tokio::time::sleep(pause).await,
            Some(_) | None => {
                let next_cursor = found.next.map(|place| Cursor::new(&place).to_string());
                return Ok(Json(AgentWork { success: true, work: found.work.into_iter().map(Into::into).collect(), next_cursor }));
            }
        }
    }
}

/// Where to go on, among the work of one agent or of all.
fn place(cursor: &Cursor, agent: Option<&AgentId>) -> Result<WorkPlace, Problem> {
    let place = cursor.place::<WorkPlace>().filter(|place| agent.is_none_or(|agent| place.agent_id == *agent));
    place.ok_or_else(|| Problem::new(Kind::Invalid, "invalid_cursor", "not a cursor of this endpoint").at("cursor"))
}

impl From<OpenWork> for WorkView {
    fn from(open: OpenWork) -> Self {
        Self {
            execution_id: open.execution_id.to_string(),
            run_id: open.run_id.to_string(),
            agent_id: open.agent_id.to_string(),
            capability: open.capability,
            role: open.step.map(|step| step.role.as_str()),
            created_at: open.created_at.to_string(),
            wait_until: open.wait_until.to_string(),
        }
    }
}
