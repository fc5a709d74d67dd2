//! Settings, tried and advised.

use cucumber::{given, then, when};
use genesis_stability::{Observation, Report, SeedStrategy, Setting, TieBreak, Trial, advise};
use serde_json::json;

use crate::world::World;

const RUNS: u64 = 3;

#[given(expr = "trials of {string} with one seed and with a seed for each run")]
async fn trials(world: &mut World, question: String) {
    for strategy in [SeedStrategy::Fixed, SeedStrategy::PerRun] {
        for run in 0..RUNS {
            let seed = if strategy == SeedStrategy::Fixed { 42 } else { 42 + run };
            world.ask(json!({ "query": question, "seed": seed, "correlation_id": "trial" })).await;
        }
        let work: u64 = world.asked.iter().map(|asked| asked.ended["total_tokens"].as_u64().expect("tokens")).sum();
        let runs: Vec<Observation> = world.asked.drain(..).map(|asked| asked.observation()).collect();
        world.trials.push(trial(strategy, &runs, work as f64 / RUNS as f64));
    }
}

/// The work stands in for the time, which hangs on the machine.
fn trial(seed: SeedStrategy, runs: &[Observation], work: f64) -> Trial {
    Trial {
        setting: Setting { temperature: 0.0, seed, tie_break: TieBreak::Id },
        stability: Report::of(runs).expect("several runs").overall,
        quality: runs.iter().filter(|run| run.is_answered).count() as f64 / runs.len() as f64,
        latency_ms: work,
    }
}

#[when("settings are advised from the trials")]
fn settings_are_advised(world: &mut World) {
    world.advice = advise(&world.trials);
}

#[then(expr = "the advice is a temperature of at most {float}, one seed for all runs and ties broken by id")]
fn advice_is(world: &mut World, temperature: f64) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert!(advice.is_stable && advice.setting.temperature <= temperature, "{advice:?}");
    assert_eq!((advice.setting.seed, advice.setting.tie_break), (SeedStrategy::Fixed, TieBreak::Id));
    assert_eq!(advice.seed_matters, Some(false), "the model that comes along draws no random numbers");
}

#[then("nothing on the Pareto front is beaten in stability, quality and work at once")]
fn front(world: &mut World) {
    let front = &world.advice.as_ref().expect("advice from trials").pareto_front;
    let beats = |one: &Trial, two: &Trial| one.stability > two.stability && one.quality > two.quality && one.latency_ms < two.latency_ms;
    assert!(!front.is_empty() && front.iter().all(|trial| !world.trials.iter().any(|other| beats(other, trial))), "{front:?}");
}
