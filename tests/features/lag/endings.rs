//! Why runs stop, where, and what they keep.

use cucumber::then;
use serde_json::{Value, json};

use crate::{
    house::{items, text},
    world::World,
};

#[then(expr = "at most {int} sub-questions were tried")]
fn tried_at_most(world: &mut World, most: usize) {
    let tried = world.last().turns("retriever").len();
    assert!((1..=most).contains(&tried), "{tried} were tried");
}

#[then("the trace ends with the reason at the sub-question that broke")]
fn trace_ends_with_reason(world: &mut World) {
    let trace = world.last().trace();
    let last = trace.last().expect("a trace has lines");
    let terminator = &world.last().ended["terminator"];
    assert_eq!((&last["terminator"], &last["sub_question"]), (terminator, &terminator["step"]), "{last}");
}

#[then(expr = "the {word} never had its turn")]
fn never_had_its_turn(world: &mut World, agent: String) {
    assert!(world.last().turns(&agent).is_empty());
}

#[then(expr = "the solver was less than {int} percent sure of the sub-question that broke")]
fn unsure(world: &mut World, percent: u32) {
    let asked = world.last();
    let solver = asked.turn("solver", text(&asked.ended["terminator"]["step"]));
    let sure = solver.pointer("/outcome/solved/confidence").and_then(Value::as_f64).expect("a solver says how sure it is");
    assert!(sure * 100.0 < f64::from(percent), "{solver}");
}

#[then(expr = "what was certain by then is kept: {string}")]
fn certain_is_kept(world: &mut World, expected: String) {
    let ended = &world.last().ended;
    let certain: Vec<&str> = items(&ended["certain"]).iter().map(|answered| text(&answered["answer"])).collect();
    assert_eq!(certain, expected.split(", ").collect::<Vec<_>>(), "{ended}");
}

#[then(expr = "its ambiguity is at least {float}")]
fn ambiguity_is_at_least(world: &mut World, least: f64) {
    let load = &world.last().plan()["cognitive_load"];
    assert!(load["ambiguity"].as_f64() >= Some(least) && load["uncertain"] == true, "{load}");
}

#[then(expr = "what is unclear is named: {string}")]
fn unclear_is_named(world: &mut World, unclear: String) {
    let detail = world.last().detail();
    assert!(detail.contains(&format!("\"{unclear}\"")), "{detail}");
}

#[then("nothing was split, searched or answered")]
fn nothing_was_done(world: &mut World) {
    let asked = world.last();
    let agents: Vec<String> = asked.trace().iter().map(|line| text(&line["agent"]).to_owned()).collect();
    assert_eq!((agents, &asked.plan()["steps"]), (vec!["planner".to_owned()], &json!([])));
    assert!(asked.answer().is_none());
}
