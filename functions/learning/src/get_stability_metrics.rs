use axum::{Json, extract::State};
use genesis_aws::{Cloud, StabilitySums};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, mean};
use genesis_http::{Caller, Function, Problem, Query};
use genesis_stability::stability_score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::invalid_field::{SPOKEN, name};

const DECLARATION: Declaration = Declaration {
    name: "get-stability-metrics",
    summary: "Sums up the outputs of the tenant's stability tests.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/stability/metrics",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("learning"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// This test beside all.
    #[schemars(length(min = 1, max = 100), regex(pattern = SPOKEN))]
    test_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StabilityMetrics {
    success: bool,
    system: SystemStability,
    /// Null where none was asked for.
    test: Option<TestStability>,
}

/// Rates from 0 to 1 over the outputs that were compared with their test's first; null while there is none. Nothing is capped.
#[derive(Debug, Serialize, JsonSchema)]
struct SystemStability {
    /// Mean similarity.
    overall: Option<f64>,
    exact_match_rate: Option<f64>,
    avg_variance: Option<f64>,
    /// Three tenths for the rate of exact matches, half for mean similarity, two tenths for what does not vary.
    stability_score: Option<f64>,
    /// The share of outputs whose own score is at least 0.986.
    target_rate: Option<f64>,
    /// Over outputs of runs, as they planned and routed.
    plan_equivalence_rate: Option<f64>,
    route_consistency_rate: Option<f64>,
    /// All tracked outputs, the first of each test included.
    sample_size: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TestStability {
    test_id: String,
    stability_score: Option<f64>,
    exact_match_rate: Option<f64>,
    avg_variance: Option<f64>,
    sample_size: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_stability_metrics).takes_query::<Which>().gives::<StabilityMetrics>()
}

async fn get_stability_metrics(
    State(cloud): State<Cloud>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<StabilityMetrics>, Problem> {
    let tests = cloud.stability_tests(caller.tenant);
    let test = match which.test_id {
        Some(test_id) => {
            name("test_id", &test_id)?;
            Some(TestStability::of(tests.test_totals(&test_id).await?, test_id))
        }
        None => None,
    };
    Ok(Json(StabilityMetrics { success: true, system: SystemStability::of(&tests.totals().await?), test }))
}

impl SystemStability {
    fn of(sums: &StabilitySums) -> Self {
        Self {
            overall: similarity(sums),
            exact_match_rate: mean(sums.exact, sums.compared),
            avg_variance: similarity(sums).map(|similarity| 1.0 - similarity),
            stability_score: score(sums),
            target_rate: mean(sums.met_target, sums.compared),
            plan_equivalence_rate: mean(sums.plans_matched, sums.plans),
            route_consistency_rate: mean(sums.routes_matched, sums.routes),
            sample_size: sums.runs,
        }
    }
}

impl TestStability {
    fn of(sums: StabilitySums, test_id: String) -> Self {
        Self {
            test_id,
            stability_score: score(&sums),
            exact_match_rate: mean(sums.exact, sums.compared),
            avg_variance: similarity(&sums).map(|similarity| 1.0 - similarity),
            sample_size: sums.runs,
        }
    }
}

fn score(sums: &StabilitySums) -> Option<f64> {
    let similarity = similarity(sums)?;
    Some(stability_score(mean(sums.exact, sums.compared)?, similarity, 1.0 - similarity))
}

fn similarity(sums: &StabilitySums) -> Option<f64> {
    mean(sums.similarity_millionths, sums.compared * 1_000_000)
}
