//! How much is made of a question, by how hard it is.

use cucumber::then;
use serde_json::json;

use crate::{
    asked::Asked,
    house::{items, text},
    world::World,
};

#[then(expr = "its cognitive load is at most the threshold of {float}")]
fn load_is_at_most(world: &mut World, threshold: f64) {
    let plan = world.last().plan();
    assert_eq!(plan["threshold"], json!(threshold), "{plan}");
    assert!(plan["cognitive_load"]["total"].as_f64().is_some_and(|total| (0.0..=threshold).contains(&total)), "{plan}");
}

#[then("the plan is the question itself")]
fn plan_is_question(world: &mut World) {
    let asked = world.last();
    let steps: Vec<String> = items(&asked.plan()["steps"]).iter().map(|step| text(&step["q"]).to_owned()).collect();
    assert_eq!(steps, [text(&asked.ended["query"])]);
}

#[then("it took at most half of the turns, the tokens and the searches of the question before")]
fn half_the_work(world: &mut World) {
    let [harder, lookup] = &world.asked[world.asked.len() - 2..] else { unreachable!("two questions were asked") };
    let searches = |asked: &Asked| asked.turns("retriever").iter().map(|turn| items(&turn["tool_calls"]).len() as u64).sum();
    let number = |asked: &Asked, field: &str| asked.ended[field].as_u64().expect("a number");
    let work = |asked: &Asked| [number(asked, "agent_executions"), number(asked, "total_tokens"), searches(asked)];
    for (less, more) in work(lookup).into_iter().zip(work(harder)) {
        assert!(0 < less && less * 2 <= more, "{:?} beside {:?}", work(lookup), work(harder));
    }
}
