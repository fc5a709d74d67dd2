//! Answers side by side, and what a report says of them.

use std::collections::BTreeSet;

use cucumber::{gherkin::Step, then};
use genesis_stability::{AnswerAgreement, Part};

use crate::world::World;

fn limits(step: &Step) -> [f64; 4] {
    let row = &step.table.as_ref().expect("a table of limits").rows[1];
    std::array::from_fn(|at| row[at].parse().unwrap())
}

/// Whether two answers meet each of the limits for distance, similarity, facts and phrasing.
fn meets(agreement: AnswerAgreement, [distance, similarity, facts, phrasing]: [f64; 4]) -> [bool; 4] {
    [agreement.distance <= distance, agreement.similarity >= similarity, agreement.facts >= facts, agreement.phrasing >= phrasing]
}

#[then("any two answers meet")]
fn any_two_meet(world: &mut World, step: &Step) {
    world.limits = limits(step);
    let seen = world.observations();
    assert!(seen.len() > 1 && seen.iter().all(|seen| seen.is_answered));
    for one in &seen {
        for two in &seen {
            let agreement = AnswerAgreement::between(&one.raw_text, &two.raw_text);
            assert_eq!(meets(agreement, world.limits), [true; 4], "{agreement:?}");
        }
    }
}

#[then("the last answer misses all four beside the first")]
fn last_misses(world: &mut World) {
    let seen = world.observations();
    let agreement = AnswerAgreement::between(&seen[0].raw_text, &seen[seen.len() - 1].raw_text);
    assert_eq!(meets(agreement, world.limits), [false; 4], "{agreement:?}");
}

#[then(expr = "the report gives 100 percent for plans and routes and at least {float} percent for answers and overall")]
fn report_gives(world: &mut World, percent: f64) {
    let report = world.report();
    assert_eq!((report.plan_equivalence, report.route_consistency), (1.0, 1.0));
    for share in [report.raw_text.score, report.parsed_answer.score, report.overall] {
        assert!(share * 100.0 >= percent, "{report:?}");
    }
}

#[then("the report meets every one of its bounds and finds no variation")]
fn report_is_met(world: &mut World) {
    let report = world.report();
    let missed: Vec<_> = report.measures().into_iter().filter(|measure| !measure.met).collect();
    assert!(missed.is_empty() && report.variations.is_empty(), "{missed:?} {:?}", report.variations);
}

#[then(expr = "the report of all runs names run {int} for its plan, its routes and its answer")]
fn report_names(world: &mut World, run: usize) {
    let variations = world.report().variations;
    assert!(variations.iter().all(|variation| variation.run == run), "{variations:?}");
    let parts: BTreeSet<Part> = variations.iter().map(|variation| variation.part).collect();
    assert!([Part::Plan, Part::Route, Part::ParsedAnswer].iter().all(|part| parts.contains(part)), "{parts:?}");
}

#[then("the report misses its bounds for plans, routes and overall")]
fn report_is_missed(world: &mut World) {
    let missed: Vec<&str> = world.report().measures().iter().filter(|measure| !measure.met).map(|measure| measure.name).collect();
    assert!(["plan equivalence", "route consistency", "overall"].iter().all(|name| missed.contains(name)), "{missed:?}");
}
