//! What the files of runs have in common.

use std::collections::BTreeSet;

use cucumber::{gherkin::Step, then};
use serde_json::{Value, json};

use crate::{
    asked::{Asked, FILES},
    house::items,
    world::World,
};

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
