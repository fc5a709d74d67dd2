//! Settings, tried and advised.

use cucumber::{gherkin::Step, given, then, when};
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
}

#[then("neither seed nor tie-break is said to matter")]
fn nothing_matters(world: &mut World) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert_eq!(advice.seed_matters, Some(false), "the model that comes along draws no random numbers");
    assert_eq!(advice.tie_break_matters, None, "the router breaks ties by id and no other way");
}

/// Rows as they might have been measured with a model that draws random numbers.
#[when("settings are advised from these trials")]
fn settings_are_advised_from(world: &mut World, step: &Step) {
    let trial = |row: &Vec<String>| {
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        let seed = if row[1] == "one" { SeedStrategy::Fixed } else { SeedStrategy::PerRun };
        let tie_break = if row[2] == "id" { TieBreak::Id } else { TieBreak::Arrival };
        let setting = Setting { temperature: number(0), seed, tie_break };
        Trial { setting, stability: number(3), quality: number(4), latency_ms: number(5) }
    };
    world.trials = step.table.as_ref().expect("a table of trials").rows[1..].iter().map(trial).collect();
    world.advice = advise(&world.trials);
}

#[then("both seed and tie-break are said to matter")]
fn both_matter(world: &mut World) {
    let advice = world.advice.as_ref().expect("advice from trials");
    assert_eq!((advice.seed_matters, advice.tie_break_matters), (Some(true), Some(true)));
    assert_eq!(advice.setting.temperature, 0.1, "the best of what is stable");
}

#[then(regex = "^the Pareto front has the trials (.+)$")]
fn front(world: &mut World, numbers: String) {
    let numbers = numbers.replace(" and ", ", ");
    let expected: Vec<Trial> = numbers.split(", ").map(|number| world.trials[number.parse::<usize>().expect("a number") - 1]).collect();
    assert_eq!(world.advice.as_ref().expect("advice from trials").pareto_front, expected);
}
