use axum::{Json, extract::State};
use genesis_aws::{Cloud, RouterSums, Routing, Totals};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};
use genesis_rcr::Policy;
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
    /// The share of one that was saved, below zero where routing cost more.
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

/// What the platform's own router did in the tenant's runs that are over, by the policy they were under, whether or not anybody recorded it.
#[derive(Debug, Serialize, JsonSchema)]
struct Measured {
    rcr: Routed,
    #[serde(rename = "static")]
    by_role: Routed,
    full: Routed,
}

/// What it did under one policy.
#[derive(Debug, Serialize, JsonSchema)]
struct Routed {
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
            avg_savings: signed_mean(sums.savings_millionths, sums.savings),
            avg_time: mean(sums.selection_ms, sums.times),
            avg_efficiency: signed_mean(sums.gain_millionths, sums.gains),
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
        let under = |policy| Routed::of(totals.under(policy));
        Self { rcr: under(Policy::Rcr), by_role: under(Policy::Static), full: under(Policy::Full) }
    }
}

impl Routed {
    fn of(routing: Routing) -> Self {
        Self {
            token_savings: mean(routing.full_tokens.saturating_sub(routing.routed_tokens) * 100, routing.full_tokens),
            avg_selection_time: mean(routing.selection_ms, routing.turns),
            total_runs: routing.runs,
        }
    }
}

/// Of figures that may be below zero.
fn signed_mean(millionths: i64, of: u64) -> Option<f64> {
    (of > 0).then(|| millionths as f64 / (of * 1_000_000) as f64)
}

fn mean(sum: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| sum as f64 / of as f64)
}
