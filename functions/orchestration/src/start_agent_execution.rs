use std::time::Duration;

use axum::extract::State;
use genesis_aws::{AgentExecutions, Cloud, NotGranted, StoreError};
use genesis_core::{
    Access, Declaration, ExecutionId, Fault, Grant, Guard, Idempotency, Method, Queue, Resource, Route, RunId, Scope, Timestamp, Trigger,
};
use genesis_http::{Caller, Created, Function, PRINTABLE, Problem, QuotaHeaders, WeighedJson};
use genesis_orchestration::{AgentExecution, AgentId, DirectStep, InvalidExecution, OwnAgent};
use genesis_tenancy::{ContentRefused, Feature, Passage, Quota, Screening, Wish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    given::given_object::{METADATA_BYTES, within},
    own_agents::new_agents::capability as named,
};

const DECLARATION: Declaration = Declaration {
    name: "start-agent-execution",
    summary: "Asks a built-in role for a step against a run's memory, or records what an agent of the caller's own begins.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/agents/execute",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 128 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Queue(Queue::AgentSteps), access: &[Access::Send] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

const INPUT_BYTES: usize = 64 * 1024;
/// What nobody has completed by then is closed.
const LONGEST_WAIT: Duration = Duration::from_secs(OwnAgent::LONGEST_WAIT_SECONDS as u64);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExecution {
    #[schemars(extend("format" = "uuid"))]
    run_id: String,
    /// A built-in role: `planner`, `retriever`, `solver`, `critic`, `verifier` or `rewriter`. Any other name is an agent of the
    /// caller's own.
    #[schemars(length(min = 1, max = 100), regex(pattern = PRINTABLE))]
    agent_id: String,
    #[schemars(length(min = 1, max = 255), regex(pattern = PRINTABLE))]
    capability: String,
    #[schemars(range(min = 1))]
    sequence_number: u32,
    /// At most 64 KiB. A built-in role reads `query`, which is the run's question where absent; the critic also `answer`, and so
    /// does the verifier, which otherwise checks the run's.
    input_context: Option<Map<String, Value>>,
    /// Kept with the execution; at most 16 KiB.
    metadata: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExecutionStarted {
    success: bool,
    execution_id: String,
    status: &'static str,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, start_agent_execution).takes::<NewExecution>().gives::<ExecutionStarted>()
}

async fn start_agent_execution(
    State(cloud): State<Cloud>,
    caller: Caller,
    WeighedJson(mut new, bytes): WeighedJson<NewExecution>,
) -> Result<(QuotaHeaders, Created<ExecutionStarted>), Problem> {
    cloud.screen(caller.tenant, Passage::Question, |screening| new.screen(screening)).await?;
    let new = new.checked()?;
    let no_run = || Problem::not_found().at("run_id");
    let run_id = new.run_id.parse().map_err(|_| no_run())?;
    let (run, quota) = cloud.runs(caller.tenant).find_beside_quota(run_id).await?;
    run.ok_or_else(no_run)?;
    if new.agent_id.role().is_none() {
        quota.tier.allow(Feature::CustomAgents).map_err(|lacking| Problem::from(lacking).at("agent_id"))?;
    }
    let execution = new.into_execution(ExecutionId::new(cloud.ids().next()), run_id, cloud.clock().now());
    let executions = cloud.agent_executions(caller.tenant);
    let (execution, headers) = accept(&executions, &caller, execution, quota, &Wish::step(bytes)).await?;
    // A step that is stored is accepted: what cannot be announced now is announced by `resume-agent-executions`.
    if execution.role().is_some()
        && let Err(error) = executions.announce(execution.id).await
    {
        tracing::warn!(execution = %execution.id, code = error.code(), %error, "a step could not be announced at once");
    }
    let started = ExecutionStarted {
        success: true,
        execution_id: execution.id.to_string(),
        status: "started",
        timestamp: execution.created_at.to_string(),
    };
    Ok((headers, Created(started)))
}

/// Stores the execution. One of the same id is the same call come again, and stays as it is, whatever is left of the quota.
async fn accept(
    executions: &AgentExecutions,
    caller: &Caller,
    execution: AgentExecution,
    quota: Quota,
    wish: &Wish,
) -> Result<(AgentExecution, QuotaHeaders), Problem> {
    let refused = match executions.create(&execution, quota.clone(), wish).await {
        Ok(admission) => return Ok((execution, QuotaHeaders::after(caller.tenant, &admission))),
        Err(NotGranted::Exceeded(exceeded)) => Problem::over_quota(caller.tenant, &exceeded),
        Err(NotGranted::Store(StoreError::Conflict)) => StoreError::Conflict.into(),
        Err(NotGranted::Store(error)) => return Err(error.into()),
    };
    let stored = executions.find(execution.id).await?.ok_or(refused)?;
    Ok((stored, QuotaHeaders::seen(&quota)))
}

/// What was asked, apart from the run that it names.
struct CheckedExecution {
    run_id: String,
    agent_id: AgentId,
    capability: String,
    sequence_number: u32,
    input_context: Map<String, Value>,
    metadata: Map<String, Value>,
}

impl NewExecution {
    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        for (field, object) in [("input_context", &mut self.input_context), ("metadata", &mut self.metadata)] {
            object.iter_mut().try_for_each(|object| screening.pass_fields(field, object))?;
        }
        screening.pass_name("agent_id", &self.agent_id)?;
        screening.pass_name("capability", &self.capability)
    }

    fn checked(self) -> Result<CheckedExecution, InvalidExecution> {
        let Self { run_id, agent_id, capability, sequence_number, input_context, metadata } = self;
        let agent_id: AgentId = agent_id.parse()?;
        let capability = named(capability)?;
        if sequence_number < 1 {
            return Err(InvalidExecution::SequenceNumber);
        }
        let input_context = within(input_context, INPUT_BYTES).ok_or(InvalidExecution::InputContext)?;
        let metadata = within(metadata, METADATA_BYTES).ok_or(InvalidExecution::Metadata)?;
        if let Some(role) = agent_id.role() {
            DirectStep::parse(role, &input_context)?;
        }
        Ok(CheckedExecution { run_id, agent_id, capability, sequence_number, input_context, metadata })
    }
}

impl CheckedExecution {
    fn into_execution(self, id: ExecutionId, run_id: RunId, now: Timestamp) -> AgentExecution {
        AgentExecution {
            capability: self.capability,
            sequence_number: self.sequence_number,
            input_context: self.input_context,
            metadata: self.metadata,
            wait_until: self.agent_id.role().is_none().then(|| now.plus(LONGEST_WAIT)),
            ..AgentExecution::begun(id, run_id, self.agent_id, now)
        }
    }
}
