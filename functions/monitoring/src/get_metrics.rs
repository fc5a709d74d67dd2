use axum::{Json, extract::State};
use genesis_aws::{Cloud, PlatformTotals, Totals};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Timestamp, Trigger};
use genesis_http::{Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::figures;

const DECLARATION: Declaration = Declaration {
    name: "get-metrics",
    summary: "Sums up the runs of the whole platform, once a minute.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/health/metrics",
        guard: Guard::Public,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::Read] }],
    memory_mib: 128,
    timeout_seconds: 5,
};

/// What was measured, and nothing else: no figure stands in for one that nobody takes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Metrics {
    orchestrator: Orchestrator,
    router: Router,
    stability: Stability,
    /// RFC 3339: the moment the figures are of, about a minute ago at most. Null, like all of them, until the first are summed up.
    as_of: Option<String>,
    /// RFC 3339.
    timestamp: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Orchestrator {
    total_runs: Option<u64>,
    successful_runs: Option<u64>,
    failed_runs: Option<u64>,
    /// Stopped with a reason.
    terminated_runs: Option<u64>,
    /// Successful runs among those that are over, in percent; null while there is none.
    success_rate: Option<f64>,
    /// From start to end, over the runs that are over; null while there is none.
    average_latency_ms: Option<f64>,
    /// Of the runs that are over.
    total_tokens_used: Option<u64>,
}

/// Routing in the runs that are over and were routed by it.
#[derive(Debug, Serialize, JsonSchema)]
struct Router {
    /// `RCR`.
    algorithm: &'static str,
    /// Turns of agents for which context was selected.
    total_router_runs: Option<u64>,
    /// The share of the full context, in tokens, that was not read; null while nothing could be read.
    efficiency_gain: Option<f64>,
    /// The same in percent.
    avg_token_savings: Option<f64>,
    /// Null while nothing was selected.
    avg_selection_time_ms: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Stability {
    /// From 0 to 1, over the runs whose callers rated them; null while there is none.
    current_score: Option<f64>,
    /// The runs that were rated.
    sample_size: Option<u64>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_metrics).gives::<Metrics>()
}

async fn get_metrics(State(cloud): State<Cloud>) -> Result<Json<Metrics>, Problem> {
    let summed_up = cloud.platform_totals().await?;
    Ok(Json(metrics(summed_up, cloud.clock().now())))
}

fn metrics(summed_up: Option<PlatformTotals>, now: Timestamp) -> Metrics {
    let totals = summed_up.map(|summed_up| summed_up.totals);
    Metrics {
        orchestrator: orchestrator(totals),
        router: router(totals),
        stability: Stability {
            current_score: totals.and_then(|totals| figures::stability_score(&totals)),
            sample_size: totals.map(|totals| totals.rated),
        },
        as_of: summed_up.map(|summed_up| summed_up.as_of.to_string()),
        timestamp: now.to_string(),
    }
}

fn orchestrator(totals: Option<Totals>) -> Orchestrator {
    Orchestrator {
        total_runs: totals.map(|totals| totals.runs),
        successful_runs: totals.map(|totals| totals.completed),
        failed_runs: totals.map(|totals| totals.failed),
        terminated_runs: totals.map(|totals| totals.terminated),
        success_rate: totals.and_then(|totals| figures::success_rate(&totals)),
        average_latency_ms: totals.and_then(|totals| figures::average_latency_ms(&totals)),
        total_tokens_used: totals.map(|totals| totals.total_tokens),
    }
}

fn router(totals: Option<Totals>) -> Router {
    let saved = totals.and_then(|totals| figures::efficiency_gain(&totals));
    Router {
        algorithm: "RCR",
        total_router_runs: totals.map(|totals| figures::routing(&totals).turns),
        efficiency_gain: saved,
        avg_token_savings: saved.map(|share| share * 100.0),
        avg_selection_time_ms: totals.and_then(|totals| figures::average_selection_ms(&totals)),
    }
}
