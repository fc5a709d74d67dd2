//! Tokens that need not be read.

use std::collections::BTreeMap;

use cucumber::{gherkin::Step, then, when};
use genesis_rcr::{Policy, RunMetrics};
use serde_json::{Value, json};

use crate::{asked::Asked, house::text, world::World};

#[then(expr = "at least {int} percent of the tokens are saved")]
fn saved(world: &mut World, percent: u32) {
    let routed = world.desk.last();
    let read = f64::from(routed.selected_tokens) / f64::from(routed.full_tokens);
    assert!(routed.selected_tokens > 0 && (1.0 - read) * 100.0 >= f64::from(percent), "{read} of the tokens are read");
}

#[then(expr = "the sentence {string} is among what is read")]
fn sentence_is_read(world: &mut World, words: String) {
    let desk = &world.desk;
    let holders = desk.candidates.iter().filter_map(|candidate| Some((candidate, candidate.text.find(&words)?)));
    let read = holders.filter(|(candidate, at)| desk.last().keeps(&candidate.id, *at..*at + words.len())).count();
    assert!(read > 0, "{:?}", desk.last().selected);
}

#[then(expr = "the full context is {int} tokens, give or take {int} percent")]
fn full_context_is(world: &mut World, expected: u32, percent: u32) {
    let full = world.desk.last().full_tokens;
    assert!(full.abs_diff(expected) <= expected / 100 * percent, "{full} tokens");
}

#[then("the metrics record the same saving")]
fn saving_is_recorded(world: &mut World) {
    let (role, routed) = world.desk.given.last().expect("a role was given context");
    let metrics = RunMetrics::of([(*role, routed)]);
    let saved = f64::from(routed.full_tokens - routed.selected_tokens) / f64::from(routed.full_tokens);
    assert!((metrics.efficiency_gain - saved).abs() < 1e-12 && (metrics.token_savings_percentage - saved * 100.0).abs() < 1e-9);
    assert_eq!(metrics.selected_documents[role].len(), routed.selected.len());
}

#[when("I ask each of")]
async fn ask_each(world: &mut World, step: &Step) {
    for row in &step.table.as_ref().expect("a table of questions").rows[1..] {
        world.ask(json!({ "query": row[0] })).await;
    }
}

/// What each turn read that was taken both with routing and without, and had anything to read.
fn turns(world: &World) -> Vec<(u64, u64)> {
    let under = |policy| world.tried.iter().filter(move |tried| tried.policy == policy).map(|tried| read_by_turn(&tried.asked));
    let pairs = under(Policy::Rcr).zip(under(Policy::Full));
    pairs
        .flat_map(|(with, without)| with.into_iter().filter_map(move |(turn, read)| Some((read, *without.get(&turn)?))))
        .filter(|(_, full)| *full > 0)
        .collect()
}

fn read_by_turn(asked: &Asked) -> BTreeMap<String, u64> {
    let tokens = |line: &Value| line["router"]["selected_tokens"].as_u64().expect("a routed turn");
    asked.trace().iter().map(|line| (text(&line["step"]).to_owned(), tokens(line))).collect()
}

#[then(expr = "at least {int} turns were taken both with routing and without")]
fn enough_turns(world: &mut World, least: usize) {
    let turns = turns(world).len();
    assert!(turns >= least, "{turns} turns");
}

fn percentile(mut figures: Vec<u64>, percent: usize) -> u64 {
    figures.sort_unstable();
    figures[(figures.len() * percent).div_ceil(100).max(1) - 1]
}

#[then(expr = "the median turn with routing reads at least {int} percent less than the median one without")]
fn median_is_less(world: &mut World, percent: u64) {
    let (read, full): (Vec<_>, Vec<_>) = turns(world).into_iter().unzip();
    let (read, full) = (percentile(read, 50), percentile(full, 50));
    assert!(read * 100 <= full * (100 - percent), "{read} of {full} tokens");
}

#[then(expr = "the turn at the {int}th percentile with routing reads less than the one without")]
fn tail_is_less(world: &mut World, percent: usize) {
    let (read, full): (Vec<_>, Vec<_>) = turns(world).into_iter().unzip();
    assert!(percentile(read, percent) < percentile(full, percent));
}

/// The sign test: how likely so few are not less, were it a matter of chance.
#[then(expr = "turns that read less with routing outnumber those that read more, with p below {float}")]
fn less_is_no_chance(world: &mut World, level: f64) {
    let turns = turns(world);
    let (less, more) = (turns.iter().filter(|(read, full)| read < full).count(), turns.iter().filter(|(read, full)| read > full).count());
    let p: f64 = (0..=more).map(|few| choices(less + more, few) / 2f64.powi((less + more) as i32)).sum();
    assert!(less > more && p < level, "{less} less, {more} more: p = {p}");
}

fn choices(of: usize, some: usize) -> f64 {
    (0..some).map(|n| (of - n) as f64 / (n + 1) as f64).product()
}

#[then("every turn of the trace tells how long it and its routing took")]
fn times_are_told(world: &mut World) {
    for line in world.tried.iter().flat_map(|tried| tried.asked.trace()) {
        assert!(line["latency_ms"].is_u64() && line.pointer("/router/selection_ms").is_some_and(Value::is_u64), "{line}");
    }
}
