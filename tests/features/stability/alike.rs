//! What is the same in runs of a question, and how far what is not lies apart.

use cucumber::then;
use genesis_stability::{RouteSet, SCORE_TOLERANCE};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
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
