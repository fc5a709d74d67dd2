//! Runs of today beside those of an earlier time.

use cucumber::{given, then, when};
use genesis_stability::{Baseline, Comparison, DEFAULT_TOLERANCE, Direction, Observation, Report, Trend};
use serde_json::json;

use crate::world::World;

/// What later runs are held against, and those that were.
#[derive(Default)]
pub struct Held {
    then: Option<Baseline>,
    now: Vec<Observation>,
}

async fn observe(world: &mut World, times: usize, question: &str) -> Vec<Observation> {
    for _ in 0..times {
        world.ask(json!({ "query": question, "correlation_id": "baseline" })).await;
    }
    world.asked.drain(..).map(|asked| asked.observation()).collect()
}

fn baseline(runs: &[Observation]) -> Baseline {
    Baseline::of(&runs[0], &Report::of(runs).expect("at least two runs"))
}

#[given(expr = "a baseline of {int} runs of {string}")]
async fn keep_baseline(world: &mut World, times: usize, question: String) {
    let runs = observe(world, times, &question).await;
    world.held.then = Some(baseline(&runs));
}

#[when(expr = "{int} runs of {string} are held against it")]
async fn hold(world: &mut World, times: usize, question: String) {
    world.held.now = observe(world, times, &question).await;
}

/// A run whose caller was told something else than the run came to.
#[when(expr = "{int} runs of {string} of which {int} was told otherwise are held against it")]
async fn hold_told_otherwise(world: &mut World, times: usize, question: String, other: usize) {
    let mut runs = observe(world, times, &question).await;
    runs.iter_mut().rev().take(other).for_each(|run| run.raw_text = "Nobody knows.".to_owned());
    world.held.now = runs;
}

fn compared(world: &World, tolerance: f64) -> Comparison {
    let then = world.held.then.as_ref().expect("a baseline was kept");
    then.compare(&baseline(&world.held.now), tolerance)
}

fn flagged(world: &World, tolerance: f64) -> Vec<&'static str> {
    compared(world, tolerance).regressions().map(|change| change.name).collect()
}

#[then(expr = "nothing is flagged at the default tolerance of {int} percent")]
fn nothing_is_flagged(world: &mut World, percent: u32) {
    assert_eq!(f64::from(percent), DEFAULT_TOLERANCE * 100.0);
    assert_eq!(flagged(world, DEFAULT_TOLERANCE), [""; 0]);
}

#[then(expr = "{string} is flagged at the default tolerance of {int} percent")]
fn is_flagged(world: &mut World, figure: String, percent: u32) {
    assert_eq!(f64::from(percent), DEFAULT_TOLERANCE * 100.0);
    let flagged = flagged(world, DEFAULT_TOLERANCE);
    assert!(flagged.contains(&figure.as_str()), "{:?}", compared(world, DEFAULT_TOLERANCE));
}

#[then(expr = "{string} is not flagged at a tolerance of {int} percent")]
fn is_not_flagged(world: &mut World, figure: String, percent: u32) {
    let tolerance = f64::from(percent) / 100.0;
    assert!(!flagged(world, tolerance).contains(&figure.as_str()), "{:?}", compared(world, tolerance));
}

#[then("the agreement of runs that are told otherwise more and more is a falling trend")]
fn falling_trend(world: &mut World) {
    let mut overall = Vec::new();
    for other in 0..4 {
        let mut runs = world.held.now.clone();
        runs.iter_mut().take(other).enumerate().for_each(|(n, run)| run.raw_text = format!("Perhaps {n}?"));
        overall.push(Report::of(&runs).expect("several runs").overall);
    }
    assert_eq!(Trend::of(&overall, DEFAULT_TOLERANCE).direction, Direction::Falling, "{overall:?}");
    overall.reverse();
    assert_eq!(Trend::of(&overall, DEFAULT_TOLERANCE).direction, Direction::Rising, "{overall:?}");
}
