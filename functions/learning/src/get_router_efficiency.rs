use axum::{Json, extract::State};
use genesis_aws::{Cloud, RouterSums, Totals};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, mean};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::record_router_metrics::Algorithm;

const DECLARATION: Declaration = Declaration {
    name: "get-router-efficiency",
    summary: "Sums up what routing spared the tenant: as callers recorded it, and as the platform measured it in its runs.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/router/efficiency",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("learning"), access: &[Access::Read] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct RouterEfficiency {
    algorithms: Algorithms,
    overall: Overall,
    measured: Measured,
}

/// What callers recorded, by algorithm.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
struct Algorithms {
    rcr: Efficiency,
    lag: Efficiency,
    bmad: Efficiency,
}

/// Each mean is over the metrics that give the figure; null while there is none.
#[derive(Debug, Serialize, JsonSchema)]
struct Efficiency {
    /// In percent.
    avg_savings: Option<f64>,
    /// Milliseconds.
    avg_time: Option<f64>,
    /// From 0 to 1.
    avg_efficiency: Option<f64>,
    total_runs: u64,
}

/// The same of all algorithms.
#[derive(Debug, Serialize, JsonSchema)]
struct Overall {
    /// In percent.
    avg_token_savings: Option<f64>,
    /// Milliseconds.
    avg_selection_time: Option<f64>,
    total_runs: u64,
}

/// What the platform's own router did in the tenant's runs that are over, whether or not anybody recorded it.
#[derive(Debug, Serialize, JsonSchema)]
struct Measured {
    /// `RCR`.
    algorithm: &'static str,
    /// In percent of the full context's tokens; null while nothing could be read.
    token_savings: Option<f64>,
    /// Milliseconds, a turn; null while there is none.
    avg_selection_time: Option<f64>,
    total_runs: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_router_efficiency).gives::<RouterEfficiency>()
}

async fn get_router_efficiency(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<RouterEfficiency>, Problem> {
    let (metrics, runs) = (cloud.router_metrics(caller.tenant), cloud.runs(caller.tenant));
    let (recorded, totals) = tokio::try_join!(metrics.totals(), runs.totals())?;
    let of = |algorithm: Algorithm| {
        let found = recorded.iter().find(|(name, _)| name == algorithm.as_str());
        Efficiency::of(&found.map(|(_, sums)| *sums).unwrap_or_default())
    };
    Ok(Json(RouterEfficiency {
        algorithms: Algorithms { rcr: of(Algorithm::Rcr), lag: of(Algorithm::Lag), bmad: of(Algorithm::Bmad) },
        overall: Overall::of(&recorded.iter().map(|(_, sums)| *sums).sum()),
        measured: Measured::of(&totals),
    }))
}

impl Efficiency {
    fn of(sums: &RouterSums) -> Self {
        Self {
            avg_savings: mean(sums.savings_millionths, sums.savings * 1_000_000),
            avg_time: mean(sums.selection_ms, sums.times),
            avg_efficiency: mean(sums.gain_millionths, sums.gains * 1_000_000),
            total_runs: sums.records,
        }
    }
}

impl Overall {
    fn of(sums: &RouterSums) -> Self {
        let Efficiency { avg_savings, avg_time, total_runs, .. } = Efficiency::of(sums);
        Self { avg_token_savings: avg_savings, avg_selection_time: avg_time, total_runs }
    }
}

impl Measured {
    fn of(totals: &Totals) -> Self {
        let spared = totals.full_tokens.saturating_sub(totals.routed_tokens);
        Self {
            algorithm: Algorithm::Rcr.as_str(),
            token_savings: mean(spared * 100, totals.full_tokens),
            avg_selection_time: mean(totals.selection_ms, totals.turns),
            total_runs: totals.ended(),
        }
    }
}
