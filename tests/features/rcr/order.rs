//! What comes before what, and whether it always does.

use std::collections::BTreeSet;

use cucumber::then;
use genesis_rcr::{Candidate, Outcome, Role, Routed, Scored, Settings};

use super::desk::falling;
use crate::world::World;

fn share_of(ranked: &[&Scored], prefix: &str) -> usize {
    ranked.iter().filter(|scored| scored.id.starts_with(prefix)).count() * 100 / ranked.len().max(1)
}

#[then(expr = "of the upper {int} percent by importance at least {int} percent are {string}")]
fn upper(world: &mut World, percent: usize, least: usize, prefix: String) {
    let ranked = world.desk.ranked();
    let share = share_of(&ranked[..ranked.len() * percent / 100], &prefix);
    assert!(share >= least, "{share} percent");
}

#[then(expr = "of the lower {int} percent by importance at least {int} percent are {string}")]
fn lower(world: &mut World, percent: usize, least: usize, prefix: String) {
    let ranked = world.desk.ranked();
    let share = share_of(&ranked[ranked.len() - ranked.len() * percent / 100..], &prefix);
    assert!(share >= least, "{share} percent");
}

#[then(expr = "of the first {int} by importance at least {int} percent are {string}")]
fn foremost(world: &mut World, first: usize, least: usize, prefix: String) {
    let share = share_of(&world.desk.ranked()[..first], &prefix);
    assert!(share >= least, "{share} percent");
}

#[then(expr = "at least {int} percent of {string} are left out")]
fn are_left_out(world: &mut World, percent: usize, prefix: String) {
    let ours: Vec<&Scored> = world.desk.last().scores.iter().filter(|scored| scored.id.starts_with(&prefix)).collect();
    let left = ours.iter().filter(|scored| scored.outcome != Outcome::Selected).count();
    assert!(!ours.is_empty() && left * 100 >= percent * ours.len(), "{left} of {}", ours.len());
}

#[then("what is equally important is read in the order of ids")]
fn ties_by_id(world: &mut World) {
    let ranked = world.desk.ranked();
    let read: Vec<&str> = world.desk.last().selected.iter().map(|selected| selected.id.as_str()).collect();
    let places: Vec<usize> = read.iter().filter_map(|id| ranked.iter().position(|scored| scored.id == *id)).collect();
    let tied = ranked.windows(2).filter(|pair| pair[0].importance == pair[1].importance).count();
    assert!(places.is_sorted() && read.len() > 1 && tied > 0, "{read:?} with {tied} ties");
}

#[then("all are equally important")]
fn all_equal(world: &mut World) {
    let ranked = world.desk.ranked();
    assert!(ranked.iter().all(|scored| scored.importance == ranked[0].importance));
}

#[then("it is read in the order of importance")]
fn by_importance(world: &mut World) {
    let ranked = world.desk.ranked();
    let importance = |id: &String| ranked.iter().find(|scored| scored.id == *id).expect("what is read was scored").importance;
    let read: Vec<f64> = world.desk.last().selected.iter().map(|selected| importance(&selected.id)).collect();
    assert!(read.is_sorted_by(|one, two| one >= two) && read.first() > read.last(), "{read:?}");
}

#[then("each time the same is read")]
fn always_the_same(world: &mut World) {
    let told: Vec<String> = world.desk.given.iter().map(|(_, routed)| serde_json::to_string(routed).unwrap()).collect();
    assert!(told.len() > 1 && told.iter().all(|one| *one == told[0]), "{told:#?}");
}

/// The candidates are offered as they are alike, the most alike first.
#[then(expr = "nothing that is less than {float} alike is read, and the {int} most alike alone pass the filter")]
fn filtered(world: &mut World, least: f64, most: usize) {
    let desk = &world.desk;
    let likenesses = desk.likenesses.as_ref().expect("the likenesses were given");
    let read = &desk.last().selected;
    assert!(!read.is_empty() && read.iter().all(|selected| likenesses[&selected.id] >= least), "{read:?}");
    assert!(likenesses.values().filter(|likeness| **likeness >= least).count() > most, "more than {most} are alike");
    assert_eq!(passed(desk.last()), desk.candidates[..most].iter().map(|candidate| candidate.id.as_str()).collect());
}

#[then(expr = "with likenesses that fall by {float} those from {float} on alone pass it")]
fn alike_alone(world: &mut World, fall: f64, least: f64) {
    let desk = &mut world.desk;
    desk.likenesses = Some(falling(&desk.candidates, 0.9, fall));
    let routed = desk.routed(Role::Solver, &desk.candidates, Settings::default());
    let likenesses = desk.likenesses.as_ref().expect("given above");
    let alike: BTreeSet<&str> = likenesses.iter().filter(|(_, likeness)| **likeness >= least).map(|(id, _)| id.as_str()).collect();
    assert!(!alike.is_empty() && alike.len() < 12, "too few for the filter to count them");
    assert_eq!(passed(&routed), alike);
}

fn passed(routed: &Routed) -> BTreeSet<&str> {
    routed.scores.iter().filter(|scored| scored.outcome != Outcome::Filtered).map(|scored| scored.id.as_str()).collect()
}

#[then("every candidate's likeness and what became of it is recorded")]
fn likeness_is_recorded(world: &mut World) {
    let likenesses = world.desk.likenesses.as_ref().expect("the likenesses were given");
    let recorded = serde_json::to_value(&world.desk.last().scores).unwrap();
    assert_eq!(recorded.as_array().map(Vec::len), Some(likenesses.len()));
    for scored in &world.desk.last().scores {
        assert_eq!(scored.similarity, likenesses.get(&scored.id).copied(), "{scored:?}");
    }
}

#[then(expr = "each of the {int} is scored once")]
fn each_is_scored_once(world: &mut World, all: usize) {
    let mut ids: Vec<&str> = world.desk.last().scores.iter().map(|scored| scored.id.as_str()).collect();
    ids.dedup();
    assert!(ids.is_sorted() && ids.len() == all, "{} scores", ids.len());
}

#[then(expr = "no more than {int} of them are looked at by the sentence")]
fn few_are_looked_at(world: &mut World, most: usize) {
    let looked_at = world.desk.last().scores.iter().filter(|scored| scored.relevance > 0.0).count();
    assert!((1..=most).contains(&looked_at), "{looked_at} were looked at");
}

#[then("what is told of the choice takes less than half of the bytes of the passages")]
fn choice_is_small(world: &mut World) {
    let offered: usize = world.desk.candidates.iter().map(|candidate| candidate.title.len() + candidate.text.len()).sum();
    let told = serde_json::to_string(world.desk.last()).unwrap().len();
    assert!(2 * told < offered, "{told} bytes of {offered}");
}

#[then(expr = "at least {int} percent of the relevance is read that the evidence has where it is offered alone")]
fn relevance_is_read(world: &mut World, percent: u32) {
    let desk = &world.desk;
    let evidence: Vec<Candidate> = desk.candidates.iter().filter(|candidate| candidate.id.starts_with('e')).cloned().collect();
    let alone = desk.routed(Role::Solver, &evidence, Settings::default());
    let relevance = |routed: &Routed, id: &str| routed.scores.iter().find(|scored| scored.id == id).map_or(0.0, |scored| scored.relevance);
    let read = desk.last().selected.iter().filter(|selected| selected.id.starts_with('e'));
    let read: f64 = read.map(|selected| relevance(desk.last(), &selected.id)).sum();
    let whole: f64 = evidence.iter().map(|candidate| relevance(&alone, &candidate.id)).sum();
    assert!(whole > 0.0 && read * 100.0 >= whole * f64::from(percent), "{read} of {whole}");
}

#[then(expr = "all {int} passages with the evidence are read")]
fn evidence_is_read(world: &mut World, expected: usize) {
    let desk = &world.desk;
    let evidence: Vec<&String> = desk.candidates.iter().map(|candidate| &candidate.id).filter(|id| id.starts_with('e')).collect();
    assert_eq!(evidence.len(), expected);
    for id in evidence {
        let first_sentence = desk.candidate(id).sentences[0].span.range();
        assert!(desk.last().keeps(id, first_sentence), "{id} is not read: {:?}", desk.last().selected);
    }
}
