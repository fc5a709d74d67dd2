//! The work that runs do, where times would hang on the machine.

use cucumber::then;
use genesis_stability::Spread;

use crate::{asked::Asked, house::items, world::World};

/// Turns, tokens, searches and candidates of a run.
fn work(asked: &Asked) -> [f64; 4] {
    let number = |field: &str| asked.ended[field].as_f64().expect("a number");
    let searches = asked.turns("retriever").iter().map(|turn| items(&turn["tool_calls"]).len()).sum::<usize>();
    let candidates = asked.trace().iter().map(|line| items(&line["router"]["scores"]).len()).sum::<usize>();
    [number("agent_executions"), number("total_tokens"), searches as f64, candidates as f64]
}

fn spreads(world: &World) -> [Spread; 4] {
    let all: Vec<[f64; 4]> = world.asked.iter().map(work).collect();
    assert!(all.len() > 1 && all[0].iter().all(|figure| *figure > 0.0), "{all:?}");
    std::array::from_fn(|of| Spread::of(&all.iter().map(|run| run[of]).collect::<Vec<_>>()).expect("several runs"))
}

#[then(expr = "the work of the runs lies within {float} percent of the median")]
fn within(world: &mut World, percent: f64) {
    assert!(spreads(world).iter().all(|spread| spread.range * 100.0 <= percent), "{:?}", spreads(world));
}

#[then(expr = "turns, tokens, searches and candidates have a standard deviation of at most {float} percent of the median")]
fn deviation(world: &mut World, percent: f64) {
    assert!(spreads(world).iter().all(|spread| spread.deviation * 100.0 <= percent), "{:?}", spreads(world));
}

#[then(expr = "at most {int} run is an outlier in any of them")]
fn outliers(world: &mut World, most: usize) {
    assert!(spreads(world).iter().all(|spread| spread.outliers <= most), "{:?}", spreads(world));
}

#[then(expr = "their p50 shifts by at most {int} percent and their p95 by at most {int} percent")]
fn shifts(world: &mut World, p50: u32, p95: u32) {
    let is_near = |spread: &Spread| spread.p50_spread * 100.0 <= f64::from(p50) && spread.p95_spread * 100.0 <= f64::from(p95);
    assert!(spreads(world).iter().all(is_near), "{:?}", spreads(world));
}
