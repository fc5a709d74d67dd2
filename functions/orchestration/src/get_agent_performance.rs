use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, mean};
use genesis_http::{Caller, Function, PRINTABLE, Problem, Query};
use genesis_orchestration::{AgentId, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "get-agent-performance",
    summary: "Sums up what each agent did: the turns of ended runs, and ended executions at the caller's request.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/agents/performance",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// Agents in one answer.
const MOST_AGENTS: u32 = 1_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// This agent alone.
    #[schemars(length(min = 1, max = 100), regex(pattern = PRINTABLE))]
    agent_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentPerformance {
    success: bool,
    /// By id, at most the first 1,000. An agent of which nothing has ended is not among them.
    agents: Vec<AgentView>,
    /// There are more than are listed: ask for one by its id.
    more: bool,
    /// RFC 3339.
    timestamp: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AgentView {
    agent_id: String,
    total_executions: u64,
    successful: u64,
    /// Milliseconds.
    avg_duration: f64,
    total_tokens: u64,
    /// In percent.
    success_rate: f64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_agent_performance).takes_query::<Which>().gives::<AgentPerformance>()
}

async fn get_agent_performance(
    State(cloud): State<Cloud>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<AgentPerformance>, Problem> {
    let wanted = which.agent_id.map(|agent| agent.parse::<AgentId>()).transpose()?;
    let runs = cloud.runs(caller.tenant);
    let (tallies, more) = match wanted {
        Some(agent) => (runs.agent(agent.as_str()).await?.map(|tally| (agent.to_string(), tally)).into_iter().collect(), false),
        None => runs.agents(MOST_AGENTS).await?,
    };
    let agents = tallies.into_iter().map(|(agent, tally)| AgentView::of(agent, tally)).collect();
    Ok(Json(AgentPerformance { success: true, agents, more, timestamp: cloud.clock().now().to_string() }))
}

impl AgentView {
    fn of(agent_id: String, tally: Tally) -> Self {
        let Tally { executions, successful, tokens, duration_ms } = tally;
        let each = |sum| mean(sum, executions).unwrap_or(0.0);
        Self {
            agent_id,
            total_executions: executions,
            successful,
            avg_duration: each(duration_ms),
            total_tokens: tokens,
            success_rate: each(successful * 100),
        }
    }
}
