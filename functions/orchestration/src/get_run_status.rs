use std::time::Duration;

use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem, Query};
use genesis_lag::Terminator;
use genesis_models::{Answered, Citation};
use genesis_orchestration::{Run, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::long_poll::{self, pauses};

const DECLARATION: Declaration = Declaration {
    name: "get-run-status",
    summary: "Tells how far a run is, and its answer or why there is none; at once, or when that has changed.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/orchestration/status/{runId}",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 28,
};

/// A long poll: API Gateway's HTTP APIs hand out a function's answer when it is whole, so that nothing can be streamed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Awaited {
    /// Answers when the run has changed, or after so many seconds; at once where absent.
    #[schemars(range(max = 20))]
    #[serde(default)]
    wait_seconds: u32,
    /// The `agent_executions` that the caller has seen: waits until there are more or the run is over. Where absent, waits
    /// until the run is over.
    #[schemars(range(max = u32::MAX))]
    after: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunStatus {
    run_id: String,
    correlation_id: String,
    /// `pending`, `planning`, `executing`, `completed`, `failed` or `terminated`.
    status: &'static str,
    /// Whether the question was answered; absent while the run goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    query: String,
    /// How the agents' context is chosen: `full`, `static` or `rcr`.
    policy: &'static str,
    answer: Option<String>,
    /// How the answer was reached, a sentence per sub-question.
    explanation: Option<String>,
    citations: Vec<CitationView>,
    terminator: Option<TerminatorView>,
    /// What is certain of a run that stopped without an answer.
    certain: Vec<CertainView>,
    /// Why the run failed.
    error: Option<String>,
    /// From 0 to 1; null until somebody rated it.
    stability_score: Option<f64>,
    total_tokens: u64,
    /// Tokens of context routed to the roles, and what they would have read without routing.
    routed_tokens: u64,
    full_tokens: u64,
    token_reduction_percent: f64,
    cost_usd: String,
    duration_ms: Option<u64>,
    /// RFC 3339.
    started_at: String,
    completed_at: Option<String>,
    /// Finished turns of agents.
    agent_executions: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CitationView {
    /// A passage id.
    passage: String,
    title: String,
    quote: String,
    /// Byte offsets of the quote in the passage.
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CertainView {
    /// Like `s1`.
    step: String,
    question: String,
    answer: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TerminatorView {
    /// Like `UNANSWERABLE`.
    reason: String,
    /// The sub-question at which the run stopped, like `s2`.
    step: Option<String>,
    detail: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_run_status).takes_query::<Awaited>().gives::<RunStatus>()
}

async fn get_run_status(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<RunId>,
    Query(awaited): Query<Awaited>,
) -> Result<Json<RunStatus>, Problem> {
    let mut pauses = pauses(awaited.wait()?);
    let runs = cloud.runs(caller.tenant);
    loop {
        let run = runs.find(id).await?.ok_or_else(Problem::not_found)?;
        match pauses.next() {
            Some(pause) if !awaited.has_come(&run) => tokio::time::sleep(pause).await,
            Some(_) | None => return Ok(Json(run.into())),
        }
    }
}

impl Awaited {
    fn wait(&self) -> Result<Duration, Problem> {
        long_poll::wait(self.wait_seconds)
    }

    fn has_come(&self, run: &Run) -> bool {
        run.status.is_final() || self.after.is_some_and(|seen| run.steps_completed > seen)
    }
}

impl From<Run> for RunStatus {
    fn from(run: Run) -> Self {
        let (cost, duration_ms, token_reduction_percent) = (run.cost(), run.duration_ms(), run.token_reduction_percent());
        let (answer, explanation, citations) = match run.answer {
            Some(answer) => (Some(answer.text), Some(answer.explanation), answer.citations),
            None => (None, None, Vec::new()),
        };
        Self {
            run_id: run.id.to_string(),
            correlation_id: run.correlation_id,
            status: run.status.as_str(),
            success: run.status.is_final().then_some(run.status == Status::Completed),
            query: run.original_query,
            policy: run.policy.as_str(),
            answer,
            explanation,
            citations: citations.into_iter().map(Into::into).collect(),
            terminator: run.terminator.map(Into::into),
            certain: run.certain.into_iter().map(Into::into).collect(),
            error: run.error,
            stability_score: run.stability_score,
            total_tokens: run.total_tokens,
            routed_tokens: run.routed_tokens,
            full_tokens: run.full_tokens,
            token_reduction_percent,
            cost_usd: cost.to_string(),
            duration_ms,
            started_at: run.created_at.to_string(),
            completed_at: run.completed_at.map(|at| at.to_string()),
            agent_executions: run.steps_completed,
        }
    }
}

impl From<Citation> for CitationView {
    fn from(citation: Citation) -> Self {
        let Citation { passage, title, quote, start, end } = citation;
        Self { passage, title, quote, start, end }
    }
}

impl From<Answered> for CertainView {
    fn from(answered: Answered) -> Self {
        Self { step: answered.id.to_string(), question: answered.question, answer: answered.answer.text }
    }
}

impl From<Terminator> for TerminatorView {
    fn from(terminator: Terminator) -> Self {
        Self {
            reason: terminator.reason.as_str().to_owned(),
            step: terminator.step.map(|step| step.to_string()),
            detail: terminator.detail,
        }
    }
}
