use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, ExecutionId, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem};
use genesis_orchestration::AgentExecution;
use genesis_rcr::Role;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

const DECLARATION: Declaration = Declaration {
    name: "get-agent-execution",
    summary: "Tells what an agent was asked, and what came of it.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/executions/{executionId}",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExecutionView {
    success: bool,
    execution_id: String,
    run_id: String,
    agent_id: String,
    capability: String,
    sequence_number: u32,
    /// `running`, `completed` or `failed`.
    status: &'static str,
    input_context: Map<String, Value>,
    /// Empty until it is there. A built-in role's holds its outcome under the name of what it did: `planned` or `stopped`,
    /// `retrieved`, `solved`, `critiqued`, `rewritten`, `verified`.
    output_context: Map<String, Value>,
    metadata: Map<String, Value>,
    /// Ids of the passages and memory items that a built-in role was given, best first.
    context_used: Vec<String>,
    tokens_used: u64,
    /// The most tokens of context a built-in role is given; null for an agent of the caller's own.
    token_budget: Option<u32>,
    duration_ms: Option<u64>,
    /// Why it failed: the caller's words, or a built-in role's code like `nothing_answered`.
    error_message: Option<String>,
    /// How often a built-in role's step was tried again.
    retry_count: u32,
    /// RFC 3339, as the two below.
    created_at: String,
    started_at: String,
    completed_at: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_agent_execution).gives::<ExecutionView>()
}

async fn get_agent_execution(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<ExecutionId>,
) -> Result<Json<ExecutionView>, Problem> {
    let execution = cloud.agent_executions(caller.tenant).find(id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(execution.into()))
}

impl From<AgentExecution> for ExecutionView {
    fn from(execution: AgentExecution) -> Self {
        Self {
            success: true,
            execution_id: execution.id.to_string(),
            run_id: execution.run_id.to_string(),
            agent_id: execution.agent_id.to_string(),
            sequence_number: execution.sequence_number,
            status: execution.status.as_str(),
            token_budget: execution.role().map(Role::budget),
            duration_ms: execution.duration_ms(),
            retry_count: execution.attempt.saturating_sub(1),
            created_at: execution.created_at.to_string(),
            started_at: execution.started_at.to_string(),
            completed_at: execution.completed_at.map(|at| at.to_string()),
            capability: execution.capability,
            input_context: execution.input_context,
            output_context: execution.output_context,
            metadata: execution.metadata,
            context_used: execution.context_used,
            tokens_used: execution.tokens_used,
            error_message: execution.error_message,
        }
    }
}
