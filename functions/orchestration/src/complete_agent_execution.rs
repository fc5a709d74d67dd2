use axum::{Json, extract::State};
use genesis_aws::{Cloud, Finish};
use genesis_core::{Access, Declaration, ExecutionId, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, PathId, Problem};
use genesis_orchestration::{AgentExecution, ExecutionEnd, ExecutionStatus, InvalidExecution};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::given_object::within;

const DECLARATION: Declaration = Declaration {
    name: "complete-agent-execution",
    summary: "Records how an execution of the caller's own agent ended, and counts it.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/agents/complete/{executionId}",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 128 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const OUTPUT_BYTES: usize = 64 * 1024;
const MOST_TOKENS: u64 = 1_000_000_000;
const LONGEST_MESSAGE: usize = 2_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionOutcome {
    /// At most 64 KiB.
    output_context: Option<Map<String, Value>>,
    /// Added to the run's; 0 where absent.
    #[schemars(range(max = 1_000_000_000))]
    tokens_used: Option<u64>,
    /// Why it failed: with a message the execution is `failed`, and otherwise `completed`.
    #[schemars(length(max = 2_000))]
    error_message: Option<String>,
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
    let end = outcome.parse()?;
    let executions = cloud.agent_executions(caller.tenant);
    let open = open(executions.find(id).await?.ok_or_else(Problem::not_found)?)?;
    let ended = open.ended(end, cloud.clock().now());
    match executions.finish(&ended).await? {
        Finish::Stored => Ok(Json(ended.into())),
        Finish::Superseded => Err(NotToComplete::Over.into()),
    }
}

/// The execution, if it is the caller's to complete.
fn open(execution: AgentExecution) -> Result<AgentExecution, NotToComplete> {
    match execution.status {
        ExecutionStatus::Completed | ExecutionStatus::Failed => Err(NotToComplete::Over),
        ExecutionStatus::Running if execution.role().is_some() => Err(NotToComplete::BuiltIn),
        ExecutionStatus::Running => Ok(execution),
    }
}

impl ExecutionOutcome {
    fn parse(self) -> Result<ExecutionEnd, InvalidExecution> {
        let output_context = within(self.output_context, OUTPUT_BYTES).ok_or(InvalidExecution::OutputContext)?;
        let tokens_used = self.tokens_used.unwrap_or_default();
        if tokens_used > MOST_TOKENS {
            return Err(InvalidExecution::TokensUsed);
        }
        let error_message = self.error_message.filter(|message| !message.is_empty());
        if error_message.as_ref().is_some_and(|message| message.chars().count() > LONGEST_MESSAGE) {
            return Err(InvalidExecution::ErrorMessage);
        }
        Ok(ExecutionEnd { output_context, context_used: Vec::new(), tokens_used, error_message })
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

#[derive(Debug, thiserror::Error)]
enum NotToComplete {
    #[error("the execution is over")]
    Over,
    #[error("a built-in role completes its step itself")]
    BuiltIn,
}

impl Fault for NotToComplete {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            NotToComplete::Over => "execution_is_over",
            NotToComplete::BuiltIn => "execution_is_built_in",
        }
    }
}
