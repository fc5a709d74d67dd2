use axum::{Json, extract::State};
use genesis_aws::{Cloud, Listing, Totals};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, mean};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::run_summary::RunSummary;

const DECLARATION: Declaration = Declaration {
    name: "get-run-statistics",
    summary: "Sums up the tenant's runs.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/orchestration/stats",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const RECENT: u32 = 10;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunStatistics {
    success: bool,
    statistics: Statistics,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Statistics {
    total_runs: u64,
    /// Not over yet.
    running_runs: u64,
    successful_runs: u64,
    failed_runs: u64,
    /// Stopped with a reason.
    terminated_runs: u64,
    /// Successful runs among those that are over, in percent.
    success_rate: f64,
    /// From 0 to 1, over the runs that were rated; null while there is none.
    avg_stability: Option<f64>,
    /// Milliseconds, over the runs that are over; null while there is none.
    avg_duration: Option<f64>,
    /// Of the runs that are over.
    total_tokens: u64,
    /// The newest ten.
    recent_runs: Vec<RunSummary>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_run_statistics).gives::<RunStatistics>()
}

async fn get_run_statistics(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<RunStatistics>, Problem> {
    let runs = cloud.runs(caller.tenant);
    let (totals, recent) = tokio::try_join!(runs.totals(), runs.list(Listing::All, RECENT, 0, None))?;
    let recent_runs = recent.entries.into_iter().map(Into::into).collect();
    Ok(Json(RunStatistics { success: true, statistics: statistics(&totals, recent_runs) }))
}

fn statistics(totals: &Totals, recent_runs: Vec<RunSummary>) -> Statistics {
    Statistics {
        total_runs: totals.runs,
        running_runs: totals.open(),
        successful_runs: totals.completed,
        failed_runs: totals.failed,
        terminated_runs: totals.terminated,
        success_rate: mean(totals.completed * 100, totals.ended()).unwrap_or(0.0),
        avg_stability: mean(totals.stability_ten_thousandths, totals.rated * 10_000),
        avg_duration: mean(totals.duration_ms, totals.ended()),
        total_tokens: totals.total_tokens,
        recent_runs,
    }
}
