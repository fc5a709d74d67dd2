//! Settings, tried and advised.

use cucumber::{gherkin::Step, given, then, when};
use genesis_stability::{Advised, Observation, Report, SeedStrategy, Setting, TieBreak, Trial, advise};
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

#[then("the advice is one seed for all runs, and says nothing of temperature and ties, which were not varied")]
fn advice_of_seeds(world: &mut World) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert!(advice.is_stable, "{advice:?}");
    assert_eq!(advice.setting, Advised { temperature: None, seed: Some(SeedStrategy::Fixed), tie_break: None });
}

#[then("the seed is not said to matter")]
fn nothing_matters(world: &mut World) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert_eq!(advice.seed_matters, Some(false), "the model that comes along draws no random numbers");
    assert_eq!(advice.tie_break_matters, None, "the router breaks ties by id and no other way");
}

#[then("both seed and tie-break are said to matter")]
fn both_matter(world: &mut World) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert_eq!((advice.seed_matters, advice.tie_break_matters), (Some(true), Some(true)));
}

#[given("trials of a model that draws random numbers")]
fn told_trials(world: &mut World, step: &Step) {
    let rows = &step.table.as_ref().expect("a table of trials").rows[1..];
    world.trials = rows.iter().map(|row| told_trial(row)).collect();
}

fn told_trial(row: &[String]) -> Trial {
    let figure = |at: usize| row[at].parse::<f64>().expect("a figure");
    let seed = if row[1] == "fixed" { SeedStrategy::Fixed } else { SeedStrategy::PerRun };
    let tie_break = if row[2] == "id" { TieBreak::Id } else { TieBreak::Arrival };
    let setting = Setting { temperature: figure(0), seed, tie_break };
    Trial { setting, stability: figure(3), quality: figure(4), latency_ms: figure(5) }
}

#[then(expr = "the advice is a temperature of {float}, at most {float}, one seed for all runs and ties broken by id")]
fn advice_is(world: &mut World, temperature: f64, most: f64) {
    let advice = world.advice.as_ref().expect("advice from trials");
    let expected = Advised { temperature: Some(temperature), seed: Some(SeedStrategy::Fixed), tie_break: Some(TieBreak::Id) };
    assert_eq!((advice.setting, advice.is_stable, advice.highest_stable_temperature), (expected, true, Some(most)), "{advice:?}");
}

#[then(regex = "^the Pareto front is the trials (.+)$")]
fn front(world: &mut World, places: String) {
    let places = places.replace(" and ", ", ");
    let expected = places.split(", ").map(|place| world.trials[place.parse::<usize>().expect("a place") - 1]);
    let front = &world.advice.as_ref().expect("advice from trials").pareto_front;
    assert_eq!(*front, expected.collect::<Vec<_>>());
}
