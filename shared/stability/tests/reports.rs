//! Runs as they may be, and what is reported of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeMap;

use genesis_lag::{Draft, DraftStep, Limits, Plan, Rules};
use genesis_rcr::Role;
use genesis_stability::{Baseline, DEFAULT_TOLERANCE, Direction, Observation, Parallel, Part, PlanGraph, Report, RouteSet};
use proptest::prelude::*;
use serde_json::json;

fn plan(steps: &[&str]) -> PlanGraph {
    let steps = steps.iter().map(|question| DraftStep::lookup(*question)).collect();
    let plan = Plan::check("Q?", Draft { steps }, Rules::default()).unwrap();
    PlanGraph::of(Some(&plan), Limits::default(), None)
}

fn routes(document: &str) -> RouteSet {
    let routed = json!({
        "policy": "rcr", "selected": [{ "id": document, "tokens": 100 }], "budget": 1024, "selected_tokens": 100, "full_tokens": 500,
        "static_tokens": 400, "rcr_tokens": 100, "filter_hits": 1, "filter_misses": 0, "oversized": [],
        "scores": [{ "id": document, "importance": 0.5, "relevance": 0.5, "outcome": "selected" }],
    });
    RouteSet::of([(Role::Solver, &serde_json::from_value(routed).unwrap())])
}

fn run() -> Observation {
    Observation {
        plan: plan(&["Which city hosted?", "Which country is #1 in?", "What is the GDP per capita of #2?"]),
        routes: routes("brazil"),
        raw_text: "Rio de Janeiro hosted in 2016. It is in Brazil. Its GDP per capita was 8,710 USD.".into(),
        parsed_answer: "8,710 USD".into(),
        artifacts: BTreeMap::from([("plan.json".to_owned(), "{}".to_owned())]),
        latency_ms: 100.0,
        is_answered: true,
    }
}

#[test]
fn equal_runs_are_stable_without_a_cap() {
    let report = Report::of(&[run(), run(), run(), run(), run()]).unwrap();
    let shares = [report.plan_equivalence, report.route_consistency, report.artifact_consistency, report.raw_text.score];
    assert_eq!((shares, report.overall), ([1.0; 4], 1.0));
    assert!(report.measures().iter().chain(&report.latency_measures()).all(|measure| measure.met), "{report:?}");
    assert_eq!((report.variations.len(), report.agreement_trend.direction), (0, Direction::Steady));
    assert!(Report::of(&[run()]).is_none() && Report::of(&[]).is_none(), "one run alone is nothing to compare");
}

/// Each change with the parts it shows in and the measures it misses.
#[test]
fn what_varies_is_named_and_nothing_else() {
    type Varied = fn(&mut Observation);
    let changes: [(Varied, &[Part], &[&str]); 6] = [
        (|run| run.plan = plan(&["What is the GDP of Brazil?"]), &[Part::Plan], &["plan equivalence", "overall"]),
        (|run| run.routes = routes("argentina"), &[Part::Route], &["route consistency", "overall"]),
        (|run| run.artifacts.clear(), &[Part::Artifacts], &["artifact consistency"]),
        (
            |run| run.raw_text = "The answer is 8,710 USD.".into(),
            &[Part::RawText],
            &["raw text: distance", "raw text: similarity", "raw text: facts kept", "raw text: phrasing", "overall"],
        ),
        (
            |run| run.parsed_answer = "8,720 USD".into(),
            &[Part::ParsedAnswer],
            &["parsed answer: distance", "parsed answer: similarity", "parsed answer: facts kept", "parsed answer: phrasing"],
        ),
        (|run| run.latency_ms = 900.0, &[], &[]),
    ];
    for (change, parts, missed) in changes {
        let mut other = run();
        change(&mut other);
        let report = Report::of(&[run(), run(), other, run(), run()]).unwrap();
        let found: Vec<Part> = report.variations.iter().map(|variation| variation.part).collect();
        assert_eq!(found, parts, "{report:?}");
        assert!(report.variations.iter().all(|variation| variation.run == 3));
        let unmet: Vec<&str> = report.measures().iter().filter(|measure| !measure.met).map(|measure| measure.name).collect();
        assert_eq!(unmet, missed, "{report:?}");
    }
}

/// A model that draws random numbers leaves plan and route alone.
#[test]
fn the_models_part_and_ours_stand_apart() {
    let mut other = run();
    other.raw_text = "In 2016 Rio de Janeiro was the host; in Brazil the GDP per capita was 8,710 USD.".into();
    let report = Report::of(&[run(), other]).unwrap();
    assert_eq!((report.plan_equivalence, report.route_consistency, report.parsed_answer.score), (1.0, 1.0, 1.0));
    assert_eq!(report.raw_text.exact_rate, 0.0);
    assert!(report.raw_text.mean_similarity < 0.95 && report.raw_text.lowest_facts >= 0.9, "{report:?}");
}

#[test]
fn late_runs_that_drift_show_in_the_trend() {
    let drifting = (0..6).map(|n| Observation { latency_ms: 100.0 + 10.0 * f64::from(n), ..run() });
    let report = Report::of(&drifting.collect::<Vec<_>>()).unwrap();
    assert_eq!((report.latency_trend.direction, report.agreement_trend.direction), (Direction::Rising, Direction::Steady));
    assert!((report.latency_trend.slope - 10.0).abs() < 1e-9);
}

fn baseline(runs: &[Observation]) -> Baseline {
    Baseline::of(&runs[0], &Report::of(runs).unwrap())
}

#[test]
fn the_same_as_the_baseline_is_no_regression() {
    let then = baseline(&[run(), run(), run()]);
    let stored: Baseline = serde_json::from_str(&serde_json::to_string(&then).unwrap()).unwrap();
    let comparison = stored.compare(&baseline(&[run(), run()]), 0.0);
    assert!(!comparison.has_regressed(), "{comparison:?}");
    assert!(comparison.changes.iter().all(|change| change.direction == Direction::Steady && change.now == 1.0));
}

#[test]
fn what_fell_by_more_than_the_tolerance_is_flagged() {
    let flagged = |then: &[Observation], now: &[Observation], tolerance| {
        let comparison = baseline(then).compare(&baseline(now), tolerance);
        comparison.regressions().map(|change| change.name).collect::<Vec<_>>()
    };
    let steady = [run(), run()];
    let mut another_plan = run();
    another_plan.plan = plan(&["What is the GDP of Brazil?"]);
    assert_eq!(flagged(&steady, &[another_plan.clone(), another_plan.clone()], DEFAULT_TOLERANCE), ["same plan as the baseline"]);
    assert_eq!(flagged(&steady, &[run(), another_plan.clone()], DEFAULT_TOLERANCE), ["plan equivalence", "overall"]);
    assert_eq!(flagged(&[run(), another_plan], &steady, DEFAULT_TOLERANCE), [""; 0], "what rose is no regression");
}

#[test]
fn the_tolerance_is_configurable() {
    let answer = |words: usize| {
        let mut one = run();
        one.raw_text = format!("{}same", "same ".repeat(99)).replacen("same", "other", words);
        one
    };
    let then = baseline(&[answer(0), answer(0)]);
    let now = baseline(&[answer(3), answer(3)]);
    let flagged = |tolerance| then.compare(&now, tolerance).has_regressed();
    // Three of a hundred words are others and the text is not exact any more: 0.3 + 0.7 * 6 / 103 are lost.
    let lost = 0.3 + 0.7 * 6.0 / 103.0;
    assert!(flagged(DEFAULT_TOLERANCE) && flagged(0.05) && flagged(lost - 0.001) && !flagged(lost + 0.001));
}

#[test]
fn runs_at_the_same_time_are_held_against_one_alone() {
    let equal = Parallel::of(&run(), &[run(), run(), run()]);
    assert!(equal.equals_serial && equal.interference == 0.0 && equal.measures().iter().all(|measure| measure.met), "{equal:?}");
    let mut disturbed = run();
    disturbed.routes = routes("argentina");
    let parallel = Parallel::of(&run(), &[run(), disturbed, run()]);
    assert!(!parallel.equals_serial && (parallel.interference - 1.0 / 9.0).abs() < 1e-9, "{parallel:?}");
    assert!(parallel.measures().iter().all(|measure| !measure.met));
    let other_answer = Observation { parsed_answer: "8,720 USD".into(), ..run() };
    assert!(!Parallel::of(&run(), &[run(), other_answer]).equals_serial);
}

proptest! {
    /// Whatever the edges of the input: nothing, very long, odd characters.
    #[test]
    fn any_text_is_reported_within_bounds(texts in prop::collection::vec("\\PC{0,40}|[ \\t\\n\\x00]{0,9}", 2..6), time in 0.0..1e9_f64) {
        let runs: Vec<Observation> = texts.iter().map(|text| Observation { raw_text: text.clone(), latency_ms: time, ..run() }).collect();
        let report = Report::of(&runs).unwrap();
        for share in [report.overall, report.raw_text.score, report.raw_text.highest_distance, report.raw_text.lowest_phrasing] {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&share), "{:?}", report);
        }
        prop_assert_eq!(report.raw_text.score > 1.0 - 1e-12, texts.iter().all(|text| *text == texts[0]));
        prop_assert_eq!(report.latency.deviation < 1e-9, true);
    }

    #[test]
    fn a_report_of_equal_runs_is_one(text in "\\PC{0,60}", count in 2..12_usize) {
        let runs = vec![Observation { raw_text: text, ..run() }; count];
        prop_assert_eq!(Report::of(&runs).unwrap().overall, 1.0);
    }
}
