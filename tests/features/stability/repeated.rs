//! The same question again: under one name, with one seed, or at the same time.

use cucumber::{then, when};
use futures::future::join_all;
use genesis_stability::Parallel;
use serde_json::json;

use crate::{
    asked::Asked,
    world::{Place, World},
};

/// All runs have one correlation id: it is part of what is compared.
#[when(expr = "I ask {string} as {string} {int} times")]
async fn ask_as(world: &mut World, question: String, correlation: String, times: usize) {
    for _ in 0..times {
        world.ask(json!({ "query": question, "correlation_id": correlation })).await;
    }
}

#[when(expr = "I ask {string} with the seed {int} {int} times")]
async fn ask_with_seed(world: &mut World, question: String, seed: u64, times: usize) {
    for _ in 0..times {
        world.ask(json!({ "query": question, "seed": seed, "correlation_id": "seeded" })).await;
    }
}

#[when(expr = "I ask {string} once alone and {int} times at once")]
async fn ask_at_once(world: &mut World, question: String, times: usize) {
    let new = json!({ "query": question, "correlation_id": "at once" });
    world.ask(new.clone()).await;
    let Place { house, tenant } = world.place().await;
    let together = join_all((0..times).map(|_| Asked::of(house, tenant, &new))).await;
    world.asked.extend(together);
}

fn parallel(world: &World) -> Parallel {
    let seen = world.observations();
    assert!(seen.len() > 2, "{} runs", seen.len());
    Parallel::of(&seen[0], &seen[1..])
}

#[then(expr = "each run at once is at least {int} percent like the one alone")]
fn each_is_alike(world: &mut World, percent: u32) {
    let each = parallel(world).each;
    assert!(each.iter().all(|alike| alike * 100.0 >= f64::from(percent)), "{each:?}");
}

#[then(expr = "the interference is at most {int} percent")]
fn interference(world: &mut World, percent: u32) {
    let interference = parallel(world).interference;
    assert!((0.0..=1.0).contains(&interference) && interference * 100.0 <= f64::from(percent), "{interference}");
}

#[then("all equal the one alone in plan, routes, files and text")]
fn equal_serial(world: &mut World) {
    assert!(parallel(world).equals_serial, "{:?}", world.report().variations);
}
