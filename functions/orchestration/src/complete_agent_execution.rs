use axum::{Json, extract::State};
use genesis_aws::{AgentExecutions, Cloud, Finish, StoreError};
use genesis_core::{
    Access, Declaration, ExecutionId, Fault, Grant, Guard, Idempotency, Method, MicroDollars, Queue, Resource, Route, Scope, Trigger,
};
use genesis_http::{Caller, Function, Json as Body, PathId, Problem};
use genesis_lag::Limits;
use genesis_orchestration::{AgentExecution, ExecutionEnd, InvalidExecution, Question, Run};
use genesis_tenancy::{ContentRefused, Passage, Screening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ending::{USAGE, leaving::POLICY},
    execute_agent_step::TRIES,
    given::given_object::within,
    own_agents,
    own_agents::claims::{NotYours, open},
};

const DECLARATION: Declaration = Declaration {
    name: "complete-agent-execution",
    summary: "Records how an execution of the caller's own agent ended, and has the run go on that waits for it.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/agents/complete/{executionId}",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 128 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        USAGE,
        POLICY,
        Grant { resource: Resource::Queue(Queue::AgentSteps), access: &[Access::Send] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

const OUTPUT_BYTES: usize = 64 * 1024;
const LONGEST_MESSAGE: usize = 2_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionOutcome {
    /// At most 64 KiB. For a turn of a run what its role gives: planner `plan` (as at the start of a run), `ambiguous` or
    /// `contradictory`; retriever `queries`; solver `text` (or null), `confidence`, `citations` (each with `passage` and the words
    /// of it, `quote`); critic `flag` (or null), `reason`, `support`; rewriter `text`, `explanation`, `citations`; verifier
    /// `passed`, `issues`.
    output_context: Option<Map<String, Value>>,
    /// Added to the run's, and no more than its `max_tokens` leaves; 0 where absent. They cost the run nothing.
    #[schemars(range(max = 50_000))]
    tokens_used: Option<u64>,
    /// Why it failed: with a message the execution is `failed`, and otherwise `completed`.
    #[schemars(length(max = 2_000), regex(pattern = Question::READABLE))]
    error_message: Option<String>,
    /// The number of the claim under which the work was done. It may be absent while nobody holds one.
    #[schemars(range(max = u32::MAX))]
    claim: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExecutionCompleted {
    success: bool,
    execution_id: String,
    /// `completed` or `failed`.
    status: &'static str,
    duration_ms: u64,
    tokens_used: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, complete_agent_execution).takes::<ExecutionOutcome>().gives::<ExecutionCompleted>()
}

async fn complete_agent_execution(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<ExecutionId>,
    Body(outcome): Body<ExecutionOutcome>,
) -> Result<Json<ExecutionCompleted>, Problem> {
    let claim = outcome.claim;
    let mut end = outcome.parse()?;
    let executions = cloud.agent_executions(caller.tenant);
    let mut found = executions.find(id).await?.ok_or_else(Problem::not_found)?;
    cloud.screen(caller.tenant, passage(&found), |screening| screen(&mut end, screening)).await?;
    for _ in 0..TRIES {
        let now = cloud.clock().now();
        if claim.is_some_and(|claim| claim != found.attempt) {
            return Err(NotYours::Lost.into());
        }
        if found.role().is_none() && found.has_ended_with(&end) {
            return Ok(Json(found.into()));
        }
        let open = open(found, now)?;
        if claim.is_none() && open.is_held(now) {
            return Err(NotYours::ClaimUnsaid.into());
        }
        expected(&cloud, &caller, &open, &end).await?;
        if let Some(ended) = store(&executions, open.ended(end.clone(), now)).await? {
            return Ok(Json(ended.into()));
        }
        found = executions.find(id).await?.ok_or_else(Problem::not_found)?;
    }
    Err(StoreError::Conflict.into())
}

/// What is given for a turn is taken into its run's memory, like a document; anything else is an answer, like that of a built-in role.
fn passage(execution: &AgentExecution) -> Passage {
    if execution.turn.is_some() { Passage::Document } else { Passage::Answer }
}

fn screen(end: &mut ExecutionEnd, screening: &mut Screening) -> Result<(), ContentRefused> {
    screening.pass_fields("output_context", &mut end.output_context)?;
    end.error_message.iter_mut().try_for_each(|message| screening.pass_text("error_message", message))
}

/// What a turn waits for is what its role gives; of a run that is over, nothing is. A run's limit on tokens binds what it is told, too.
async fn expected(cloud: &Cloud, caller: &Caller, open: &AgentExecution, end: &ExecutionEnd) -> Result<(), Problem> {
    let runs = cloud.runs(caller.tenant);
    let Some(turn) = &open.turn else {
        return Ok(affordable(&runs.find(open.run_id).await?.ok_or_else(Problem::not_found)?, end)?);
    };
    let state = runs.state(open.run_id).await?.ok_or_else(Problem::not_found)?;
    affordable(&state.run, end)?;
    if state.run.status.is_final() {
        return Err(NotYours::RunIsOver.into());
    }
    match end.error_message {
        Some(_) => Ok(()),
        None => own_agents::check(&state, turn.step, &end.output_context),
    }
}

fn affordable(run: &Run, end: &ExecutionEnd) -> Result<(), InvalidExecution> {
    let left = u64::from(run.limits.max_tokens).saturating_sub(run.total_tokens);
    if end.tokens_used <= left { Ok(()) } else { Err(InvalidExecution::TokensUsed { left }) }
}

/// Stores the end, unless it is another's by now. A turn's goes on to its run.
async fn store(executions: &AgentExecutions, ended: AgentExecution) -> Result<Option<AgentExecution>, StoreError> {
    let at = ended.completed_at.unwrap_or(ended.started_at);
    let finish = if ended.turn.is_some() { executions.hand_in(&ended, at).await? } else { executions.finish(&ended).await? };
    if finish == Finish::Superseded {
        return Ok(None);
    }
    // What is stored is completed: what cannot be announced now is announced by `resume-agent-executions`.
    if ended.turn.is_some()
        && let Err(error) = executions.announce(ended.id).await
    {
        tracing::warn!(execution = %ended.id, code = error.code(), %error, "a completion could not be announced at once");
    }
    Ok(Some(ended))
}

impl ExecutionOutcome {
    fn parse(self) -> Result<ExecutionEnd, InvalidExecution> {
        let output_context = within(self.output_context, OUTPUT_BYTES).ok_or(InvalidExecution::OutputContext)?;
        let (tokens_used, left) = (self.tokens_used.unwrap_or_default(), u64::from(Limits::HIGHEST.max_tokens));
        if tokens_used > left {
            return Err(InvalidExecution::TokensUsed { left });
        }
        let error_message = self.error_message.filter(|message| !message.is_empty());
        let is_fit = |message: &String| message.chars().count() <= LONGEST_MESSAGE && Question::is_readable(message);
        if error_message.as_ref().is_some_and(|message| !is_fit(message)) {
            return Err(InvalidExecution::ErrorMessage);
        }
        // Whatever an agent of the caller's own says it used, the caller has paid for elsewhere.
        let cost = Some(MicroDollars::default());
        Ok(ExecutionEnd { output_context, context_used: Vec::new(), tokens_used, cost, error_message })
    }
}

impl From<AgentExecution> for ExecutionCompleted {
    fn from(ended: AgentExecution) -> Self {
        Self {
            success: true,
            execution_id: ended.id.to_string(),
            status: ended.status.as_str(),
            duration_ms: ended.duration_ms().unwrap_or_default(),
            tokens_used: ended.tokens_used,
        }
    }
}
