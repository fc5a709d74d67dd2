//! The files that a run leaves, and what its answers rest on.

use std::collections::BTreeSet;

use cucumber::{then, when};
use genesis_stability::similarity;
use serde_json::{Value, json};

use crate::{
    house::{items, text},
    world::World,
};

#[when(expr = "I ask {string} as {string}")]
async fn ask_as(world: &mut World, question: String, correlation: String) {
    world.ask(json!({ "query": question, "correlation_id": correlation })).await;
}

#[then(expr = "the answer is at least {int} percent like {string}")]
fn answer_is_like(world: &mut World, percent: u32, oracle: String) {
    let answer = world.last().answer().expect("an answer");
    assert!(similarity(answer, &oracle) * 100.0 >= f64::from(percent), "{answer}");
}

#[then("every sub-question's answer is cited word for word from a passage the run has read")]
fn answers_are_cited(world: &mut World) {
    let asked = world.last();
    let memory = asked.json("memory_post.json");
    let solvers = asked.turns("solver");
    assert_eq!(solvers.len(), items(&asked.plan()["steps"]).len());
    for solver in solvers {
        let citations = items(solver.pointer("/outcome/solved/citations").expect("a solved sub-question"));
        assert!(!citations.is_empty(), "{solver}");
        for citation in citations {
            let passage = items(&memory).iter().find(|item| item["vector_id"] == citation["passage"]).expect("a passage of the run");
            assert!(text(&passage["content"]).contains(text(&citation["quote"])), "{citation}");
        }
    }
}

#[then("the plan's file has its steps and the links between them")]
fn plan_file(world: &mut World) {
    let plan = world.last().plan();
    let ids: Vec<&Value> = items(&plan["steps"]).iter().map(|step| &step["id"]).collect();
    assert!(ids.len() > 1, "{plan}");
    let links: Vec<Value> = items(&plan["steps"])
        .iter()
        .flat_map(|step| items(&step["depends_on"]).iter().map(|from| json!({ "from": from, "to": step["id"] })))
        .collect();
    assert_eq!(plan["dependencies"], json!(links));
    assert!(!links.is_empty() && links.iter().all(|link| ids.contains(&&link["from"])));
}

#[then(expr = "the trace has a line for each turn, all of this run and of {string}")]
fn trace_file(world: &mut World, correlation: String) {
    let asked = world.last();
    let trace = asked.trace();
    assert_eq!(json!(trace.len()), asked.ended["agent_executions"]);
    for line in trace {
        assert_eq!((&line["run_id"], &line["correlation_id"]), (&asked.ended["run_id"], &json!(correlation)));
    }
}

#[then("every sub-question has its search, its answer and its critique in the trace")]
fn trace_covers_the_plan(world: &mut World) {
    let asked = world.last();
    for step in items(&asked.plan()["steps"]) {
        let step = text(&step["id"]);
        assert!(!asked.searches(step).is_empty() && asked.turn("solver", step)["answer"].is_string(), "{step}");
        assert!(asked.turn("critic", step).pointer("/outcome/critiqued/reason").is_some_and(Value::is_string), "{step}");
    }
}

#[then("the memory was empty before, and holds afterwards what each turn left")]
fn memory_files(world: &mut World) {
    let asked = world.last();
    assert_eq!(asked.json("memory_pre.json"), json!([]));
    let after = asked.json("memory_post.json");
    let authors: BTreeSet<&str> = items(&after).iter().map(|item| text(&item["role"])).collect();
    assert_eq!(authors, BTreeSet::from(["planner", "retriever", "solver", "critic", "rewriter"]));
    let ids: BTreeSet<&str> = items(&after).iter().map(|item| text(&item["id"])).collect();
    assert_eq!(ids.len(), items(&after).len(), "an item's id names one item");
}
