//! Whether the same question goes the same way again.

use std::{collections::BTreeSet, thread};

use cucumber::{gherkin::Step, then, when};
use genesis_local::simulate::{Verdict, play};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{items, text},
    world::World,
};

/// Seeds of what fails, each of which plays ten runs. Under these turns are tried again and no message comes twice: which of two workers is
/// the first to have it is for no seed to say.
const SEEDS: std::ops::Range<u64> = 34..35;

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(world: &World, of: impl Fn(&Asked) -> T) -> T {
    let mut all = world.asked.iter().map(of);
    let first = all.next().expect("a question was asked");
    assert!(world.asked.len() > 1, "one run alone is like itself");
    all.for_each(|other| assert_eq!(other, first));
    first
}

#[then("all plans are the same graph with the same signature and the same terminators")]
fn same_plans(world: &mut World) {
    let signature = same(world, |asked| asked.plan()["plan_signature"].clone());
    assert_eq!(text(&signature).len(), 64);
    same(world, |asked| ["steps", "dependencies", "terminators"].map(|part| asked.plan()[part].clone()));
}

#[then(expr = "they stop at a depth of {int}, after {int} steps and after {int} seconds")]
fn stop_at(world: &mut World, depth: u32, steps: u32, seconds: u32) {
    let limits = same(world, |asked| ["max_depth", "max_steps", "max_seconds"].map(|limit| asked.plan()["terminators"][limit].clone()));
    assert_eq!(limits, [depth, steps, seconds].map(Value::from));
}

#[then("the plan files are equal to the byte")]
fn same_files(world: &mut World) {
    same(world, |asked| asked.file("preflight_plan.json").to_owned());
}

#[then("no placeholder is left in what was asked")]
fn no_placeholder(world: &mut World) {
    let planned = world.last().plan();
    assert!(items(&planned["steps"]).iter().any(|step| text(&step["q"]).contains('#')), "{planned}");
    for line in world.asked.iter().flat_map(Asked::trace) {
        assert!(!text(&line["query"]).contains('#'), "{line}");
    }
}

fn calls(asked: &Asked) -> Vec<Value> {
    asked.turns("retriever").iter().flat_map(|turn| items(&turn["tool_calls"]).to_vec()).collect()
}

#[then("the calls of tools are the same each time, with their replies")]
fn same_calls(world: &mut World) {
    let calls = same(world, calls);
    assert!(calls.iter().any(|call| !items(&call["result"]).is_empty()), "{calls:?}");
}

#[then("each call has an id of its own, made of its turn and its number")]
fn ids_of_calls(world: &mut World) {
    let mut ids = BTreeSet::new();
    for turn in world.last().turns("retriever") {
        for (n, call) in items(&turn["tool_calls"]).iter().enumerate() {
            assert_eq!(call["tool_call_id"], format!("{}/call-{}", text(&turn["step"]), n + 1));
            assert!(ids.insert(text(&call["tool_call_id"]).to_owned()), "{call}");
        }
    }
    assert!(ids.len() > 1, "{ids:?}");
}

#[then("no tool but the search of the tenant's own knowledge is called")]
fn only_search(world: &mut World) {
    assert!(calls(world.last()).iter().all(|call| call["tool"] == "knowledge.search"));
    for turn in world.last().trace().iter().filter(|line| line["agent"] != "retriever") {
        assert_eq!(turn["tool_calls"], json!([]), "{turn}");
    }
}

#[when(expr = "I ask {string} with each of these plans of my own")]
async fn ask_with_plans(world: &mut World, question: String, step: &Step) {
    for row in &step.table.as_ref().expect("a table of plans").rows {
        let steps: Vec<Value> = row.iter().map(|question| json!({ "q": question })).collect();
        world.ask(json!({ "query": question, "plan": { "steps": steps } })).await;
    }
}

#[then("the last two plans have one signature, however their steps are numbered")]
fn one_signature(world: &mut World) {
    let [one, two] = &world.asked[world.asked.len() - 2..] else { unreachable!("two plans were given") };
    assert_eq!(one.plan()["plan_signature"], two.plan()["plan_signature"]);
    assert_ne!(one.plan()["steps"], two.plan()["steps"], "the steps are numbered the same");
}

#[then(expr = "no more than {int} calls were made")]
fn calls_at_most(world: &mut World, most: usize) {
    let calls = calls(world.last());
    assert!((1..=most).contains(&calls.len()), "{calls:?}");
}

#[then("each time the run stops for the same reason, at the same sub-question, with the same remainder")]
fn same_end(world: &mut World) {
    let [terminator, certain, turns] =
        same(world, |asked| ["terminator", "certain", "agent_executions"].map(|part| asked.ended[part].clone()));
    assert!(terminator["reason"].is_string() && terminator["step"].is_string(), "{terminator}");
    assert!(!items(&certain).is_empty() && turns.as_u64() > Some(0), "{certain}");
}

#[when("ten runs are taken twice while the same calls to the cloud fail")]
async fn play_twice(world: &mut World) {
    // Each play has a runtime of its own, in whose time nothing has to be waited for.
    let twice = tokio::task::spawn_blocking(|| thread::spawn(|| [play(SEEDS, 1, |_| {}), play(SEEDS, 1, |_| {})]).join());
    world.played = twice.await.unwrap().unwrap().into();
}

#[then("turns are tried again, and every run ends as it does where nothing fails")]
fn ends_as_if_nothing_failed(world: &mut World) {
    for verdict in world.played.iter().flatten() {
        assert!(verdict.wrong.is_empty(), "{verdict}");
        assert!(verdict.log.contains("tried again"), "nothing failed under seed {}", verdict.seed);
    }
}

/// A line begins with its time.
#[then("both times the same errors are told in the same words, one after the other")]
fn told_the_same(world: &mut World) {
    let told = |verdicts: &Vec<Verdict>| {
        let lines = verdicts.iter().flat_map(|verdict| verdict.log.lines());
        lines
            .filter(|line| line.contains("fault=") || line.contains("error="))
            .map(|line| line.split_once(' ').map(|(_, rest)| rest.to_owned()))
            .collect::<Vec<_>>()
    };
    let [one, two] = [&world.played[0], &world.played[1]].map(told);
    assert_eq!(one, two);
    assert!(!one.is_empty() && one.iter().flatten().all(|line| line.contains("store_unavailable")), "{one:?}");
}

#[then("both times the same runs are answered, stopped and failed")]
fn ends_the_same(world: &mut World) {
    let ends = |verdicts: &Vec<Verdict>| verdicts.iter().map(|it| [it.answered, it.stopped, it.failed]).collect::<Vec<_>>();
    let [one, two] = [&world.played[0], &world.played[1]].map(ends);
    assert_eq!(one, two);
    assert!(one.iter().all(|ends| ends.iter().sum::<usize>() == 10 && ends[0] > 0), "{one:?}");
}
