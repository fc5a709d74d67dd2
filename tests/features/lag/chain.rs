//! Plans as chains of sub-questions, and how answers are handed on.

use cucumber::{gherkin::Step, then};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{items, text},
    world::World,
};

#[then(expr = "its cognitive load is above the threshold of {float}")]
fn load_is_above(world: &mut World, threshold: f64) {
    let plan = world.last().plan();
    assert_eq!(plan["threshold"], json!(threshold), "{plan}");
    assert!(plan["cognitive_load"]["total"].as_f64() > Some(threshold), "{plan}");
}

#[then("the plan asks, in this order")]
fn plan_asks(world: &mut World, step: &Step) {
    let expected = step.table.as_ref().expect("a table of sub-questions").rows[1..].to_vec();
    let plan = world.last().plan();
    let asked: Vec<Vec<String>> =
        items(&plan["steps"]).iter().map(|step| vec![said(&step["id"]), said(&step["q"]), waits_for(step)]).collect();
    assert_eq!(asked, expected);
}

fn said(value: &Value) -> String {
    text(value).to_owned()
}

fn waits_for(step: &Value) -> String {
    items(&step["depends_on"]).iter().map(text).collect::<Vec<_>>().join(", ")
}

#[then(expr = "the plan is a chain of {int} sub-questions")]
fn plan_is_chain(world: &mut World, length: usize) {
    let plan = world.last().plan();
    let links: Vec<Value> = (1..length).map(|n| json!({ "from": format!("s{n}"), "to": format!("s{}", n + 1) })).collect();
    assert_eq!((items(&plan["steps"]).len(), &plan["dependencies"]), (length, &json!(links)), "{plan}");
}

#[then("no terminator is raised")]
fn no_terminator(world: &mut World) {
    let plan = world.last().plan();
    assert_eq!((&plan["terminator"], &plan["terminator_reason"]), (&json!(false), &Value::Null), "{plan}");
    assert!(world.last().trace().iter().all(|line| line["terminator"].is_null()));
}

#[then(regex = "^the sub-questions are answered (.+), one after the other$")]
fn answered_in_order(world: &mut World, answers: String) {
    let expected: Vec<&str> = answers.split('"').skip(1).step_by(2).collect();
    assert_eq!(answers_of(world.last()), expected, "{}", world.last().ended);
    let trace = world.last().trace();
    let done = |agent: &str, n: usize| trace.iter().position(|line| line["agent"] == agent && line["sub_question"] == format!("s{n}"));
    for n in 2..=expected.len() {
        assert!(done("critic", n - 1) < done("retriever", n), "s{n} began before s{} was judged", n - 1);
    }
}

/// Of the sub-questions, in plan order.
pub fn answers_of(asked: &Asked) -> Vec<String> {
    asked.turns("solver").iter().filter_map(|turn| turn["answer"].as_str().map(str::to_owned)).collect()
}

#[then("each later sub-question is asked, searched and solved with the answer before it")]
fn conditioned_on_earlier(world: &mut World) {
    let asked = world.last();
    let answers = answers_of(asked);
    assert!(answers.len() > 1, "{}", asked.ended);
    for (n, earlier) in answers.iter().enumerate().take(answers.len() - 1) {
        let name = earlier.trim_start_matches("The ");
        let (before, step) = (format!("s{}", n + 1), format!("s{}", n + 2));
        let solver = asked.turn("solver", &step);
        assert_eq!(solver["depends_on"], json!([before]));
        assert!(text(&solver["query"]).contains(earlier), "{earlier}: {solver}");
        let searches = asked.searches(&step);
        assert!(!searches.is_empty() && searches.iter().all(|search| search.contains(name)), "{earlier}: {searches:?}");
    }
}

#[then(expr = "the run remembers that {string} won {string} medals")]
fn remembers(world: &mut World, nation: String, medals: String) {
    let memory = world.last().json("memory_post.json");
    let says = |item: &&Value, what: &String| text(&item["content"]).contains(what.as_str());
    let answer = items(&memory).iter().find(|item| item["role"] == "solver" && says(item, &nation)).expect("the answer is remembered");
    let passages: Vec<&Value> = items(&memory).iter().filter(|item| item["role"] == "retriever" && says(item, &medals)).collect();
    assert!(!passages.is_empty(), "no passage of the run says {medals}: {answer}");
}
