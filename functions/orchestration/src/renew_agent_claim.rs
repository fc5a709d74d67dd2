use axum::{Json, extract::State};
use genesis_aws::{Claim, Cloud};
use genesis_core::{Access, Declaration, ExecutionId, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, PathId, Problem};
use genesis_orchestration::AgentExecution;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    claim_agent_work::lease,
    own_agents::claims::{NotYours, find_open, held_until},
};

const DECLARATION: Declaration = Declaration {
    name: "renew-agent-claim",
    summary: "Keeps a worker's claim for longer: its heartbeat.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/agents/work/{executionId}/heartbeat",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// The claim's number.
    #[schemars(range(max = u32::MAX))]
    claim: u32,
    /// How long the claim holds from now on, if somebody waits so long; 60 where absent.
    #[schemars(range(min = 1, max = 3_600))]
    lease_seconds: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClaimRenewed {
    success: bool,
    execution_id: String,
    claim: u32,
    /// RFC 3339.
    lease_until: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, renew_agent_claim).takes::<Heartbeat>().gives::<ClaimRenewed>()
}

async fn renew_agent_claim(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<ExecutionId>,
    Body(heartbeat): Body<Heartbeat>,
) -> Result<Json<ClaimRenewed>, Problem> {
    let (lease, now) = (lease(heartbeat.lease_seconds)?, cloud.clock().now());
    let executions = cloud.agent_executions(caller.tenant);
    let open = find_open(&executions, id, now).await?;
    if heartbeat.claim == 0 || heartbeat.claim != open.attempt {
        return Err(NotYours::Lost.into());
    }
    let renewed = AgentExecution { lease_until: held_until(&open, lease, now), ..open };
    match executions.renew_work(&renewed).await? {
        Claim::Held => Ok(Json(ClaimRenewed {
            success: true,
            execution_id: renewed.id.to_string(),
            claim: renewed.attempt,
            lease_until: renewed.lease_until.to_string(),
        })),
        Claim::Busy => Err(NotYours::Lost.into()),
    }
}
