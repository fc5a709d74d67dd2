//! The named cases of a suite, each asked over the library that comes along, and what came of them as `acceptance.json`.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use genesis_core::Clock;
use genesis_evaluation::Marks;
use genesis_knowledge::{Document, Index, Segment};
use genesis_lag::Reason;
use genesis_orchestration::RunState;
use genesis_rcr::Role;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::documents;

use super::{
    EvalError,
    asking::{Asked, Asking, Terms},
    guidance::Guidance,
};

/// A case as the suite has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    input: String,
    oracle: Option<String>,
    expect: Expected,
}

/// What must hold; what is absent may be as it will.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Sub-questions of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    least_steps: Option<usize>,
    /// Of the answer to the oracle, as the harmonic mean of precision and recall over words.
    #[serde(skip_serializing_if = "Option::is_none")]
    least_similarity: Option<f64>,
    /// Why the run must stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<Vec<Reason>>,
    /// Sub-questions the Solver came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    most_steps_taken: Option<usize>,
    /// Of the context of all turns.
    #[serde(skip_serializing_if = "Option::is_none")]
    least_savings_percent: Option<f64>,
    #[serde(default = "once")]
    runs: u32,
    /// The share of runs with the plan, the routes and the answer of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    least_stability: Option<f64>,
}

fn once() -> u32 {
    1
}

/// What came of all cases.
pub(super) struct Acceptance {
    pub document: Value,
    pub names: Vec<(String, bool)>,
}

/// The suite that comes along.
const SUITE: &str = include_str!("../../../tests/data/acceptance.json");

/// Takes the cases of a file, or those that come along.
pub(super) async fn accept(suite: Option<&Path>, terms: &Terms) -> Result<Acceptance, EvalError> {
    let cases = match suite {
        Some(path) => cases_of(path)?,
        None => serde_json::from_str(SUITE).expect("the suite that comes along is well-formed"),
    };
    let library = library();
    let (mut tests, mut names) = (Vec::new(), Vec::new());
    for case in cases {
        let runs = runs(&case, &library, terms).await?;
        let (result, passed) = judged(&case, &runs);
        let mut test = json!({ "name": case.name, "input": case.input, "expect": case.expect, "result": result });
        if let Some(oracle) = &case.oracle {
            test["oracle"] = json!(oracle);
        }
        tests.push(test);
        names.push((case.name, passed));
    }
    let passed = names.iter().filter(|(_, passed)| *passed).count();
    let document = json!({ "format_version": "1.0", "passed": passed, "failed": names.len() - passed, "tests": tests });
    Ok(Acceptance { document, names })
}

fn cases_of(suite: &Path) -> Result<Vec<Case>, EvalError> {
    let text = fs::read_to_string(suite).map_err(|source| EvalError::Unreadable { path: suite.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|source| EvalError::NotASuite { path: suite.to_owned(), source })
}

fn library() -> Index {
    let documents = documents::library().into_iter().map(|new| Document { id: new.id, title: new.title, text: new.text });
    Index::new(vec![Arc::new(Segment::build(&documents.collect::<Vec<_>>()))])
}

async fn runs(case: &Case, library: &Index, terms: &Terms) -> Result<Vec<Asked>, EvalError> {
    let clock = Clock::system();
    let mut runs = Vec::new();
    for _ in 0..case.expect.runs.max(1) {
        let team = terms.team();
        let asked = Asking::new(&case.input, terms, &team, library, &clock, &Guidance::Planner).answer().await;
        runs.push(asked.map_err(|source| EvalError::Turn { set: "the suite".to_owned(), id: case.name.clone(), source: source.into() })?);
    }
    Ok(runs)
}

fn judged(case: &Case, runs: &[Asked]) -> (Value, bool) {
    let (expect, Asked { state, failure, .. }, answer) = (&case.expect, &runs[0], runs[0].own_answer());
    let steps = state.plan().map_or(0, |plan| plan.steps.len());
    let steps_taken = state.executions.iter().filter(|execution| execution.step.role == Role::Solver).count();
    let reason = state.run.terminator.as_ref().map(|terminator| terminator.reason);
    let similarity = case.oracle.as_ref().map(|oracle| Marks::of(answer, std::slice::from_ref(oracle)).f1);
    let savings = savings_percent(state);
    let same = runs.iter().filter(|run| outcome(run) == outcome(&runs[0])).count();
    let stability = same as f64 / runs.len() as f64;
    let reached = |least: Option<f64>, found: f64| least.is_none_or(|least| found >= least);
    let passed = failure.is_none()
        && expect.least_steps.is_none_or(|least| steps >= least)
        && expect.most_steps_taken.is_none_or(|most| steps_taken <= most)
        && expect.reasons.as_ref().is_none_or(|reasons| answer.is_none() && reason.is_some_and(|reason| reasons.contains(&reason)))
        && reached(expect.least_similarity, similarity.unwrap_or(0.0))
        && reached(expect.least_savings_percent, savings)
        && reached(expect.least_stability, stability);
    let mut result = json!({
        "passed": passed, "answer": answer, "reason": reason, "steps": steps, "steps_taken": steps_taken,
        "similarity": similarity, "savings_percent": savings, "runs": runs.len(), "stability": stability,
    });
    if let Some(failure) = failure {
        result["failure"] = json!(failure);
    }
    (result, passed)
}

fn savings_percent(state: &RunState) -> f64 {
    let routed = || state.executions.iter().filter_map(|execution| execution.routed.as_ref());
    let full: u64 = routed().map(|routed| u64::from(routed.full_tokens)).sum();
    let selected: u64 = routed().map(|routed| u64::from(routed.selected_tokens)).sum();
    100.0 * full.saturating_sub(selected) as f64 / full.max(1) as f64
}

/// What a turn read.
type Route<'a> = (String, BTreeSet<&'a str>);

/// What must be the same in every run: plan, routes, answer.
fn outcome(asked: &Asked) -> (Option<String>, Vec<Route<'_>>, Option<&str>) {
    let routes = asked.state.executions.iter().filter_map(|execution| {
        let ids = execution.routed.as_ref()?.selected.iter().map(|selected| selected.id.as_str()).collect();
        Some((execution.step.to_string(), ids))
    });
    (asked.state.plan().map(|plan| plan.signature()), routes.collect(), asked.own_answer())
}
