//! Steps that all features share: who knows what, what is asked, and how it ended.

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::{
    house::{conflicting, library},
    world::World,
};

#[given("the articles that ship with the platform")]
async fn library_is_known(world: &mut World) {
    world.open(&library()).await;
}

#[given("articles that disagree with each other")]
async fn conflict_is_known(world: &mut World) {
    world.open(&conflicting()).await;
}

#[when(expr = "I ask {string}")]
async fn ask(world: &mut World, question: String) {
    world.ask(json!({ "query": question })).await;
}

#[when(expr = "I ask {string} {int} times")]
async fn ask_often(world: &mut World, question: String, times: usize) {
    for _ in 0..times {
        world.ask(json!({ "query": question })).await;
    }
}

#[then(expr = "the answer is {string}")]
fn answer_is(world: &mut World, expected: String) {
    assert_eq!(world.last().answer(), Some(expected.as_str()), "{}", world.last().ended);
}

#[then("no answer is given")]
fn no_answer(world: &mut World) {
    let ended = &world.last().ended;
    assert_eq!((&ended["answer"], &ended["citations"]), (&Value::Null, &json!([])), "{ended}");
    assert_eq!((&ended["status"], &ended["success"]), (&json!("terminated"), &json!(false)), "{ended}");
}

#[then(expr = "the run stops with {word}")]
fn stops_with(world: &mut World, reason: String) {
    assert_eq!(world.last().reason(), Some(reason.as_str()), "{}", world.last().ended);
}

#[then(regex = "^the reason speaks of (.+)$")]
fn reason_speaks_of(world: &mut World, quoted: String) {
    let told = world.last().plan()["terminator_reason"].as_str().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = quoted.split('"').skip(1).step_by(2).collect();
    assert!(!words.is_empty() && words.iter().all(|word| told.contains(word)), "{told:?} lacks one of {words:?}");
    assert!(told.contains(&world.last().detail().to_lowercase()), "{told:?} is not what the caller is told");
}
