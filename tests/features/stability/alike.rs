//! What is the same in runs of a question, and how far what is not lies apart.

use std::collections::BTreeSet;

use cucumber::{gherkin::Step, then};
use genesis_stability::{AnswerAgreement, Part, RouteSet, SCORE_TOLERANCE};
use serde_json::{Value, json};

use crate::{
    asked::{Asked, FILES},
    house::{items, text},
    world::World,
};

#[then("all plans and all routes are the same")]
fn plans_and_routes(world: &mut World) {
    let report = world.report();
    assert_eq!((report.plan_equivalence, report.route_consistency), (1.0, 1.0), "{:?}", report.variations);
}

#[then(expr = "no two answers differ by more than {float} percent of their characters")]
fn answers_are_near(world: &mut World, percent: f64) {
    let report = world.report();
    let highest = report.raw_text.highest_distance.max(report.parsed_answer.highest_distance);
    assert!(highest * 100.0 <= percent && world.asked.iter().all(|asked| asked.answer().is_some()), "{highest}");
}

#[then(expr = "the runs are at least {float} percent alike")]
fn runs_are_alike(world: &mut World, percent: f64) {
    let report = world.report();
    assert!(report.overall * 100.0 >= percent, "{} {:?}", report.overall, report.variations);
}

fn routes(asked: &Asked) -> RouteSet {
    RouteSet::of(asked.state.routed())
}

#[then(expr = "every role reads the same documents with scores no further apart than {float}")]
fn same_documents(world: &mut World, tolerance: f64) {
    assert_eq!(tolerance, SCORE_TOLERANCE);
    let first = routes(&world.asked[0]);
    for asked in &world.asked[1..] {
        assert_eq!(first.differing(&routes(asked)), None);
    }
    let documents = world.asked[0].json("router_metrics.json")["selected_documents"].clone();
    assert!(documents.as_object().is_some_and(|roles| roles.values().any(|read| !items(read).is_empty())), "{documents}");
}

#[then("every role uses the same share of its budget")]
fn same_budget_use(world: &mut World) {
    let used = |asked: &Asked| {
        asked.trace().iter().map(|line| [line["router"]["budget"].clone(), line["router"]["selected_tokens"].clone()]).collect::<Vec<_>>()
    };
    let first = used(&world.asked[0]);
    assert!(world.asked.iter().all(|asked| used(asked) == first), "{first:?}");
}

#[then("another question's routes are not taken for the same")]
async fn other_routes_differ(world: &mut World) {
    world.ask(json!({ "query": "How tall is the Burj Khalifa?" })).await;
    let (other, ours) = (routes(world.last()), routes(&world.asked[0]));
    assert!(!ours.is_equal(&other) && ours.signature() != other.signature());
}

#[then(expr = "the seed {int} stands in plan and policy of each run")]
fn seed_is_kept(world: &mut World, seed: u64) {
    for asked in &world.asked {
        assert_eq!((&asked.plan()["seed"], &asked.json("policy.json")["seed"]), (&json!(seed), &json!(seed)));
    }
}

#[then("what every turn says is the same each time")]
fn turns_say_the_same(world: &mut World) {
    let said = |asked: &Asked| asked.trace().iter().map(|line| [line["query"].clone(), line["outcome"].clone()]).collect::<Vec<_>>();
    let first = said(&world.asked[0]);
    assert!(first.len() > 1 && world.asked.len() > 1 && world.asked.iter().all(|asked| said(asked) == first));
}

#[then(expr = "candidates rank the same in every turn, with importances no further apart than {float}")]
fn candidates_rank_the_same(world: &mut World, tolerance: f64) {
    let ranked = |line: &Value| {
        let mut scores: Vec<(String, f64)> = items(&line["router"]["scores"])
            .iter()
            .map(|scored| (text(&scored["id"]).to_owned(), scored["importance"].as_f64().expect("an importance")))
            .collect();
        scores.sort_by(|one, two| two.1.total_cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
        scores
    };
    let turns = |asked: &Asked| asked.trace().iter().flat_map(ranked).collect::<Vec<_>>();
    let first = turns(&world.asked[0]);
    for asked in &world.asked[1..] {
        let other = turns(asked);
        assert!(first.len() > 12 && first.len() == other.len());
        assert!(first.iter().zip(&other).all(|(one, two)| one.0 == two.0 && (one.1 - two.1).abs() <= tolerance));
    }
}

#[then("the files of the runs differ in nothing but")]
fn files_differ_only_in(world: &mut World, step: &Step) {
    let allowed: BTreeSet<&str> = step.table.as_ref().expect("the fields of a run").rows[0].iter().map(String::as_str).collect();
    let mut differing = BTreeSet::new();
    for name in FILES {
        let lines = |asked: &Asked| match name.ends_with(".ndjson") {
            true => asked.trace().into(),
            false => asked.json(name),
        };
        for asked in &world.asked[1..] {
            differing_fields("", &lines(&world.asked[0]), &lines(asked), &mut differing);
        }
    }
    assert!(differing.contains("run_id"), "two runs have two ids");
    assert!(differing.iter().all(|field| allowed.contains(field.as_str())), "{differing:?}");
}

/// The names of the fields in which two values differ.
fn differing_fields(name: &str, one: &Value, two: &Value, found: &mut BTreeSet<String>) {
    match (one, two) {
        (Value::Object(one), Value::Object(two)) if one.keys().eq(two.keys()) && !name.starts_with("latency") => {
            one.iter().for_each(|(name, value)| differing_fields(name, value, &two[name], found));
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            one.iter().zip(two).for_each(|(one, two)| differing_fields(name, one, two, found));
        }
        _ if one == two => {}
        _ => {
            found.insert(name.to_owned());
        }
    }
}

#[then(expr = "the trace of each run is of {string}")]
fn trace_is_of(world: &mut World, correlation: String) {
    let mut lines = world.asked.iter().flat_map(Asked::trace);
    assert!(lines.all(|line| line["correlation_id"] == correlation));
}

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

#[then("every run's memory was empty before its first turn")]
fn memory_was_empty(world: &mut World) {
    assert!(world.asked.len() > 1 && world.asked.iter().all(|asked| asked.json("memory_pre.json") == json!([])));
}

#[then("the memories hold the same items in the same order, with the same sources and tags")]
fn same_memories(world: &mut World) {
    let held = |asked: &Asked| {
        let parts = |item: &Value| ["id", "role", "content", "title", "tags", "tokens", "vector_id"].map(|part| item[part].clone());
        items(&asked.json("memory_post.json")).iter().map(parts).collect::<Vec<_>>()
    };
    let first = held(&world.asked[0]);
    assert!(first.len() > 4 && world.asked.iter().all(|asked| held(asked) == first), "{first:?}");
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
