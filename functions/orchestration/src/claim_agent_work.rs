use std::time::Duration;

use axum::{Json, extract::State};
use genesis_aws::{Claim, Cloud};
use genesis_core::{Access, Declaration, ExecutionId, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, PathId, Problem};
use genesis_orchestration::{AgentExecution, InvalidExecution};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::own_agents::claims::{NotYours, find_open, held_until};

const DECLARATION: Declaration = Declaration {
    name: "claim-agent-work",
    summary: "Gives work to the worker that asks for it first, for as long as its lease holds.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/agents/work/{executionId}/claim",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const USUAL_LEASE_SECONDS: u32 = 60;
const LONGEST_LEASE_SECONDS: u32 = 3_600;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    /// How long the claim holds without a heartbeat, if somebody waits so long; 60 where absent.
    #[schemars(range(min = 1, max = 3_600))]
    lease_seconds: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimedWork {
    success: bool,
    execution_id: String,
    run_id: String,
    agent_id: String,
    capability: String,
    /// The claim's number, for heartbeats and the completion.
    claim: u32,
    /// What is asked. For a turn of a run: `role`, `query`, `question` (the run's own), `premises`, `context` (the passages and
    /// what else may be read), and for critic and verifier the `answer` to check.
    input_context: Map<String, Value>,
    /// RFC 3339, like the one below.
    lease_until: String,
    /// When it may no longer be completed.
    wait_until: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, claim_agent_work).takes::<NewClaim>().gives::<ClaimedWork>()
}

async fn claim_agent_work(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<ExecutionId>,
    Body(new): Body<NewClaim>,
) -> Result<Json<ClaimedWork>, Problem> {
    let (lease, now) = (lease(new.lease_seconds)?, cloud.clock().now());
    let executions = cloud.agent_executions(caller.tenant);
    let open = find_open(&executions, id, now).await?;
    if open.is_held(now) {
        return Err(NotYours::Claimed.into());
    }
    if open.turn.is_some() && cloud.runs(caller.tenant).find(open.run_id).await?.is_none_or(|run| run.status.is_final()) {
        return Err(NotYours::RunIsOver.into());
    }
    let lease_until = held_until(&open, lease, now);
    let claimed = open.claimed(now, lease_until);
    match executions.claim_work(&claimed).await? {
        Claim::Held => Ok(Json(claimed.into())),
        Claim::Busy => Err(NotYours::Claimed.into()),
    }
}

pub(crate) fn lease(seconds: Option<u32>) -> Result<Duration, InvalidExecution> {
    let seconds = seconds.unwrap_or(USUAL_LEASE_SECONDS);
    let is_fit = (1..=LONGEST_LEASE_SECONDS).contains(&seconds);
    if is_fit { Ok(Duration::from_secs(seconds.into())) } else { Err(InvalidExecution::LeaseSeconds) }
}

impl From<AgentExecution> for ClaimedWork {
    fn from(claimed: AgentExecution) -> Self {
        Self {
            success: true,
            execution_id: claimed.id.to_string(),
            run_id: claimed.run_id.to_string(),
            agent_id: claimed.agent_id.to_string(),
            capability: claimed.capability,
            claim: claimed.attempt,
            input_context: claimed.input_context,
            lease_until: claimed.lease_until.to_string(),
            wait_until: claimed.wait_until.map(|until| until.to_string()),
        }
    }
}
