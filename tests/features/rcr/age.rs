//! What age takes from what is remembered.

use cucumber::{gherkin::Step, then};
use genesis_rcr::{Role, Scored, Settings};
use serde_json::{Value, json};

use crate::{asked::Asked, house::items, world::World};

/// What recency can add to the importance of a note.
const NEWEST: &str = "a0";

fn importance(scores: &[Scored], id: &str) -> f64 {
    scores.iter().find(|scored| scored.id == id).expect("every candidate is scored").importance
}

#[then(expr = "the importance falls from {string} over {string} to {string}")]
fn falls(world: &mut World, newest: String, older: String, oldest: String) {
    let scores = &world.desk.last().scores;
    let [newest, older, oldest] = [newest, older, oldest].map(|id| importance(scores, &id));
    assert!(newest > older && older > oldest, "{newest} {older} {oldest}");
}

#[then(expr = "they are equally relevant, and recency makes {float} of their importance")]
fn equally_relevant(world: &mut World, recency: f64) {
    let desk = &world.desk;
    let timeless = desk.routed(Role::Solver, &desk.candidates, Settings { half_life_waves: 0.0 });
    assert!(timeless.scores.iter().all(|scored| scored.relevance == timeless.scores[0].relevance && scored.relevance > 0.0));
    let old = importance(&timeless.scores, "a1");
    assert!((importance(&timeless.scores, NEWEST) - old - recency).abs() < 2e-6, "{old}");
}

#[then("with these half-lives a note loses so much of its importance to its age")]
fn loses(world: &mut World, step: &Step) {
    let [head, rows @ ..] = step.table.as_ref().expect("a table of half-lives").rows.as_slice() else { panic!("the table is empty") };
    for row in rows {
        let settings = Settings::with_half_life(row[0].parse().unwrap()).expect("a half-life");
        let scores = world.desk.routed(Role::Solver, &world.desk.candidates, settings).scores;
        for (id, expected) in head.iter().zip(row).skip(1) {
            let lost = importance(&scores, NEWEST) - importance(&scores, id);
            assert!((lost - expected.parse::<f64>().unwrap()).abs() < 2e-6, "{id} at a half-life of {}: {lost}", row[0]);
        }
    }
}

#[then(expr = "a run keeps its half-life of {int} waves, and of {int} wave where it is told so")]
fn keeps_half_life(world: &mut World, usual: u32, told: u32) {
    let kept: Vec<Value> = world.asked.iter().map(|asked| asked.json("policy.json")["routing"]["half_life_waves"].clone()).collect();
    assert_eq!(kept, [f64::from(usual), f64::from(told)].map(|waves| json!(waves)));
}

#[then(expr = "what the first wave left weighs less in the third where it is told so, by {float}")]
fn weighs_less(world: &mut World, expected: f64) {
    let weight = |asked: &Asked| {
        let critic = asked.turn("critic", "s3");
        let first = items(&critic["router"]["scores"]).iter().find(|scored| scored["id"] == "01.s01.3-solver/01").cloned();
        first.and_then(|scored| scored["importance"].as_f64()).unwrap_or_else(|| panic!("the first answer was no candidate: {critic}"))
    };
    let [usual, told] = world.asked.as_slice() else { panic!("asked twice") };
    assert!((weight(usual) - weight(told) - expected).abs() < 2e-6, "{} {}", weight(usual), weight(told));
}
