use axum::{Json, extract::State};
use genesis_aws::{Cloud, RouterSums, Routing, Totals};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, mean};
use genesis_http::{Caller, Function, Problem};
use genesis_rcr::Policy;
use genesis_stability::{RoutingEffect, RoutingSample, Trend};
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
    /// From 0 to 1.
    avg_quality: Option<f64>,
    total_runs: u64,
    trends: Trends,
}

/// How an algorithm goes over the last 100 metrics that give its gain or its quality. Each figure is null where fewer than two
/// give it.
#[derive(Debug, Serialize, JsonSchema)]
struct Trends {
    efficiency: Option<Course>,
    quality: Option<Course>,
    /// Quality falls by more than 0.05 from one metric to the next: the router, or its budgets, should be changed.
    needs_adjustment: bool,
    /// Pearson's coefficient of gain and quality, from -1 to 1; null also where either never changes.
    quality_correlation: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Course {
    /// By how much it changes from one metric to the next, on the line with the least squares.
    slope: f64,
    /// `rising`, `steady` or `falling`. Steady is what changes, over all of them, by at most 2 percent of their mean.
    direction: &'static str,
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
    let samples = |algorithm: Algorithm| metrics.samples(algorithm.as_str());
    let (recorded, totals, rcr, lag, bmad) =
        tokio::try_join!(metrics.totals(), runs.totals(), samples(Algorithm::Rcr), samples(Algorithm::Lag), samples(Algorithm::Bmad))?;
    let of = |algorithm: Algorithm, samples: &[RoutingSample]| {
        let found = recorded.iter().find(|(name, _)| name == algorithm.as_str());
        Efficiency::of(&found.map(|(_, sums)| *sums).unwrap_or_default(), samples)
    };
    Ok(Json(RouterEfficiency {
        algorithms: Algorithms { rcr: of(Algorithm::Rcr, &rcr), lag: of(Algorithm::Lag, &lag), bmad: of(Algorithm::Bmad, &bmad) },
        overall: Overall::of(&recorded.iter().map(|(_, sums)| *sums).sum()),
        measured: Measured::of(&totals),
    }))
}

impl Efficiency {
    fn of(sums: &RouterSums, samples: &[RoutingSample]) -> Self {
        Self {
            avg_savings: signed_mean(sums.savings_millionths, sums.savings),
            avg_time: mean(sums.selection_ms, sums.times),
            avg_efficiency: signed_mean(sums.gain_millionths, sums.gains),
            avg_quality: mean(sums.quality_millionths, sums.qualities * 1_000_000),
            total_runs: sums.records,
            trends: RoutingEffect::of(samples).into(),
        }
    }
}

impl From<RoutingEffect> for Trends {
    fn from(effect: RoutingEffect) -> Self {
        let course = |trend: Trend| Course { slope: trend.slope, direction: trend.direction.as_str() };
        Self {
            efficiency: effect.efficiency.map(course),
            quality: effect.quality.map(course),
            needs_adjustment: effect.needs_adjustment,
            quality_correlation: effect.correlation,
        }
    }
}

impl Overall {
    fn of(sums: &RouterSums) -> Self {
        Self {
            avg_token_savings: signed_mean(sums.savings_millionths, sums.savings),
            avg_selection_time: mean(sums.selection_ms, sums.times),
            total_runs: sums.records,
        }
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
