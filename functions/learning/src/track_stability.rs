use axum::extract::State;
use genesis_aws::{Cloud, StabilityTests, StoreError};
use genesis_core::{
    Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, RunId, Scope, Timestamp, TrackingId, Trigger,
};
use genesis_http::{Caller, Created, Function, Json, Problem};
use genesis_orchestration::RunState;
use genesis_stability::{PlanGraph, RouteSet, TrackedRun};
use genesis_tenancy::{ContentRefused, Passage, Screening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    invalid_field::{InvalidField, SPOKEN, count, figure, json, name, no_run},
    six_decimals,
};

const DECLARATION: Declaration = Declaration {
    name: "track-stability",
    summary: "Keeps an output of a stability test, and tells how it agrees with the first of that test.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/stability/track",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 256 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("learning"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 20,
};

const TEXT_KIB: usize = 64;
const MOST_RUNS: u32 = 1_000_000;
const LONGEST_TIME_MS: u32 = 86_400_000;
/// A test gets its baseline once, so that an output which met none meets it the next time.
const TRIES: u32 = 3;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTracking {
    /// The caller's own name for runs that should give the same.
    #[schemars(length(min = 1, max = 100), regex(pattern = SPOKEN))]
    test_id: String,
    /// Each of a test's is given once.
    #[schemars(range(min = 1, max = 1_000_000))]
    run_number: u32,
    /// Any JSON, at most 64 KiB: the same for all runs of a test.
    input: Value,
    /// At most 64 KiB. A text is compared as it is, an object as its JSON.
    output: Output,
    /// The run that gave the output, which must be over: its plan and its routes are compared, too. The output is its answer, or empty where it
    /// has none.
    #[schemars(extend("format" = "uuid"))]
    run_id: Option<String>,
    /// The run's where absent.
    #[schemars(range(max = u64::MAX))]
    seed: Option<u64>,
    #[schemars(range(min = 0.0, max = 2.0))]
    temperature: Option<f64>,
    /// The run's where absent.
    #[schemars(range(max = 86_400_000))]
    latency_ms: Option<u64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a text or an object")]
enum Output {
    Text(String),
    Named(Map<String, Value>),
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StabilityTracked {
    success: bool,
    tracking_id: String,
    test_id: String,
    run_number: u32,
    /// Whether it is the test's first output, which later ones are compared with.
    is_baseline: bool,
    /// To the byte.
    exact_match: bool,
    /// From 0 to 1: the words both have over all words, by their stems.
    semantic_similarity: f64,
    /// What is missing of similarity.
    variance_score: f64,
    /// From 0 to 1: the characters to change over those of the longer output.
    levenshtein_distance: f64,
    /// From 0 to 1: three tenths for an exact match, half for similarity, two tenths for what does not vary.
    stability_score: f64,
    /// Whether the score is at least 0.986.
    meets_target: bool,
    /// Null where either has no plan; likewise for the routes.
    plan_matches_baseline: Option<bool>,
    route_matches_baseline: Option<bool>,
    /// Slower than the baseline, in percent; null where either has no time.
    latency_variance_pct: Option<f64>,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, track_stability).takes::<NewTracking>().gives::<StabilityTracked>()
}

async fn track_stability(
    State(cloud): State<Cloud>,
    caller: Caller,
    Json(mut new): Json<NewTracking>,
) -> Result<Created<StabilityTracked>, Problem> {
    new.check()?;
    let policy = cloud.content_policies(caller.tenant).find().await?;
    cloud.screen_by(&policy, caller.tenant, Passage::Question, |screening| new.screen(screening))?;
    cloud.screen_by(&policy, caller.tenant, Passage::Answer, |screening| new.output.screen(screening))?;
    let run = match &new.run_id {
        Some(id) => Some(run_of(&cloud, &caller, id).await?),
        None => None,
    };
    if let Some(state) = &run {
        new.is_of(state)?;
    }
    let tracked = new.into_tracked(TrackingId::new(cloud.ids().next()), run.as_ref(), cloud.clock().now());
    Ok(Created(track(&cloud.stability_tests(caller.tenant), tracked).await?.into()))
}

async fn run_of(cloud: &Cloud, caller: &Caller, id: &str) -> Result<RunState, Problem> {
    let id: RunId = id.parse().map_err(|_| no_run())?;
    cloud.runs(caller.tenant).state(id).await?.ok_or_else(no_run)
}

/// Stores the output beside its test's baseline. One of the same id is the same call come again, and stays as it is.
async fn track(tests: &StabilityTests, tracked: TrackedRun) -> Result<TrackedRun, Problem> {
    let mut tracked = tracked;
    for _ in 0..TRIES {
        let baseline = tests.baseline(&tracked.test_group_id).await?;
        if baseline.as_ref().is_some_and(|baseline| baseline.input_query != tracked.input_query) {
            return Err(Unlike::Input.into());
        }
        tracked = tracked.beside(baseline.as_ref());
        match tests.add(&tracked).await {
            Ok(()) => return Ok(tracked),
            Err(StoreError::Conflict) => match tests.find(&tracked).await? {
                Some(stored) if stored.id == tracked.id => return Ok(stored),
                Some(_) => return Err(Unlike::RunNumber.into()),
                None => continue,
            },
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Conflict.into())
}

impl NewTracking {
    fn check(&self) -> Result<(), InvalidField> {
        name("test_id", &self.test_id)?;
        count("run_number", Some(self.run_number.into()), 1..=MOST_RUNS)?;
        json("input", &self.input, TEXT_KIB)?;
        json("output", &self.output.text(), TEXT_KIB)?;
        figure("temperature", self.temperature, 0..=2)?;
        count("latency_ms", self.latency_ms, 0..=LONGEST_TIME_MS)
    }

    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        screening.pass_name("test_id", &self.test_id)?;
        screening.pass_value("input", &mut self.input)
    }

    /// Whether the run gave this output.
    fn is_of(&self, state: &RunState) -> Result<(), Unlike> {
        if !state.run.status.is_final() {
            return Err(Unlike::Open);
        }
        let answer = state.run.answer.as_ref().map_or("", |answer| answer.text.as_str());
        if self.output.text() == answer { Ok(()) } else { Err(Unlike::Output) }
    }

    fn into_tracked(self, id: TrackingId, state: Option<&RunState>, now: Timestamp) -> TrackedRun {
        let answer_text = self.output.text();
        let over = state.filter(|state| state.run.status.is_final());
        let plan = over.map(|state| PlanGraph::of(state.plan(), state.run.limits, state.run.terminator.as_ref()));
        let routes = over.map(|state| RouteSet::of(state.routed()));
        TrackedRun {
            id,
            test_group_id: self.test_id,
            run_number: self.run_number,
            input_query: text_of(&self.input),
            answer_signature: TrackedRun::signature(&answer_text),
            answer_text,
            seed_used: self.seed.or(state.map(|state| state.run.seed)),
            temperature_used: self.temperature.map(six_decimals),
            latency_ms: self.latency_ms.or(over.and_then(|state| state.run.duration_ms())),
            run_id: state.map(|state| state.run.id),
            plan_signature: over.and_then(|state| Some(state.plan()?.signature())),
            plan_decomposition: plan,
            route_signature: routes.as_ref().map(RouteSet::signature),
            route_set: routes,
            tracked_at: now,
            beside_baseline: None,
        }
    }
}

impl Output {
    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        match self {
            Output::Text(text) => screening.pass_text("output", text),
            Output::Named(fields) => screening.pass_fields("output", fields),
        }
    }

    fn text(&self) -> String {
        match self {
            Output::Text(text) => text.clone(),
            Output::Named(fields) => serde_json::to_string(fields).expect("keys are texts"),
        }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl From<TrackedRun> for StabilityTracked {
    fn from(tracked: TrackedRun) -> Self {
        let beside = tracked.beside_baseline.as_ref();
        // The first agrees with itself.
        let similarity = beside.map_or(1.0, |beside| beside.answer_similarity);
        Self {
            success: true,
            tracking_id: tracked.id.to_string(),
            run_number: tracked.run_number,
            is_baseline: beside.is_none(),
            exact_match: beside.is_none_or(|beside| beside.exact_match),
            semantic_similarity: similarity,
            variance_score: 1.0 - similarity,
            levenshtein_distance: beside.map_or(0.0, |beside| beside.levenshtein_distance),
            stability_score: beside.map_or(1.0, |beside| beside.stability_score),
            meets_target: beside.is_none_or(|beside| beside.meets_986_target),
            plan_matches_baseline: beside.and_then(|beside| beside.plan_matches_baseline),
            route_matches_baseline: beside.and_then(|beside| beside.route_matches_baseline),
            latency_variance_pct: beside.and_then(|beside| beside.latency_variance_pct),
            timestamp: tracked.tracked_at.to_string(),
            test_id: tracked.test_group_id,
        }
    }
}

/// Why an output does not belong where it is said to.
#[derive(Debug, thiserror::Error)]
enum Unlike {
    #[error("the test's other outputs are of another input")]
    Input,
    #[error("another output of the test has this number")]
    RunNumber,
    #[error("the run is not over")]
    Open,
    #[error("not the answer of the run; empty where it has none")]
    Output,
}

impl Fault for Unlike {
    fn kind(&self) -> Kind {
        match self {
            Unlike::Input | Unlike::RunNumber | Unlike::Open => Kind::Conflict,
            Unlike::Output => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Unlike::Input => "other_input",
            Unlike::RunNumber => "run_number_taken",
            Unlike::Open => "run_not_over",
            Unlike::Output => "not_the_answer",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            Unlike::Input => "input",
            Unlike::RunNumber => "run_number",
            Unlike::Open => "run_id",
            Unlike::Output => "output",
        })
    }
}
