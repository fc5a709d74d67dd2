use axum::{Json, extract::State};
use genesis_aws::{Cloud, OpenWork, WhichWork};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Cursor, Cursors, Function, InvalidPart, Limit, PRINTABLE, Problem, Query};
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
    #[serde(default)]
    limit: Limit<100, 100>,
    /// `next_cursor` of an earlier answer for the same agent and capability.
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentWork {
    success: bool,
    /// By agent, oldest first.
    work: Vec<WorkView>,
    /// Where the next part begins; null at the end. What many have claimed already may leave a part empty that is not the last.
    next_cursor: Option<Cursor>,
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
    let cursors = Cursors::of(&DECLARATION, caller.tenant);
    let (limit, after) = (wanted.limit.of("limit")?, cursors.place::<WorkPlace>(wanted.cursor.as_ref())?);
    // What stands behind one agent's work is no place among another's.
    if let (Some(agent), Some(after)) = (&agent, &after)
        && after.agent_id != *agent
    {
        return Err(InvalidPart::Cursor.into());
    }
    let executions = cloud.agent_executions(caller.tenant);
    loop {
        let at = cloud.clock().now();
        let which = WhichWork { agent: agent.as_ref(), capability: capability.as_deref(), at, after: after.as_ref(), limit };
        let found = executions.open_work(which).await?;
        match pauses.next() {
            Some(pause) if found.entries.is_empty() && found.next.is_none() => tokio::time::sleep(pause).await,
            Some(_) | None => {
                let work = found.entries.into_iter().map(Into::into).collect();
                return Ok(Json(AgentWork { success: true, work, next_cursor: cursors.next(found.next) }));
            }
        }
    }
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
