use genesis_orchestration::{Run, Status};
use schemars::JsonSchema;
use serde::Serialize;

/// A run in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunSummary {
    run_id: String,
    correlation_id: String,
    query: String,
    /// `pending`, `planning`, `executing`, `completed`, `failed` or `terminated`.
    status: &'static str,
    /// Whether the question was answered; null while the run goes on.
    success: Option<bool>,
    answer: Option<String>,
    /// From 0 to 1; null until somebody rated it.
    stability_score: Option<f64>,
    total_tokens: u64,
    duration_ms: Option<u64>,
    /// RFC 3339.
    started_at: String,
    completed_at: Option<String>,
}

impl From<Run> for RunSummary {
    fn from(run: Run) -> Self {
        Self {
            run_id: run.id.to_string(),
            status: run.status.as_str(),
            success: run.status.is_final().then_some(run.status == Status::Completed),
            stability_score: run.stability_score,
            total_tokens: run.total_tokens,
            duration_ms: run.duration_ms(),
            started_at: run.created_at.to_string(),
            completed_at: run.completed_at.map(|at| at.to_string()),
            correlation_id: run.correlation_id,
            query: run.original_query,
            answer: run.answer.map(|answer| answer.text),
        }
    }
}
