//! What is offered to the roles, and what they are given of it.

use std::collections::BTreeMap;

use cucumber::{given, when};
use genesis_rcr::{Candidate, Outcome, Request, Role, Routed, Scored, Settings, route};

use crate::world::World;

#[derive(Default)]
pub struct Desk {
    pub candidates: Vec<Candidate>,
    pub likenesses: Option<BTreeMap<String, f64>>,
    /// What each role was given, in the order it was asked for.
    pub given: Vec<(Role, Routed)>,
    query: String,
    wave: u32,
}

impl Desk {
    pub fn give(&mut self, role: Role, query: &str, wave: u32) {
        (self.query, self.wave) = (query.to_owned(), wave);
        let routed = self.routed(role, &self.candidates, Settings::default());
        self.given.push((role, routed));
    }

    /// What a role would be given of these candidates for the query last asked.
    pub fn routed(&self, role: Role, candidates: &[Candidate], settings: Settings) -> Routed {
        let similarities = self.likenesses.as_ref();
        route(&Request { wave: self.wave, similarities, settings, ..Request::new(role, &self.query, candidates) })
    }

    #[track_caller]
    pub fn last(&self) -> &Routed {
        &self.given.last().expect("a role was given context").1
    }

    #[track_caller]
    pub fn candidate(&self, id: &str) -> &Candidate {
        self.candidates.iter().find(|candidate| candidate.id == id).expect("only what was offered is given")
    }

    /// The candidates as they were judged last, the most important first.
    pub fn ranked(&self) -> Vec<&Scored> {
        let mut ranked: Vec<&Scored> = self.last().scores.iter().collect();
        ranked.sort_by(|one, two| two.importance.total_cmp(&one.importance).then_with(|| one.id.cmp(&two.id)));
        ranked
    }

    pub fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &Scored> {
        self.last().scores.iter().filter(move |scored| scored.outcome == outcome)
    }
}

pub fn role(name: &str) -> Role {
    Role::ALL.into_iter().find(|role| role.as_str() == name).unwrap_or_else(|| panic!("{name} is no role"))
}

#[given(expr = "likenesses to the question that fall from {float} by {float} with each candidate")]
fn likenesses(world: &mut World, first: f64, fall: f64) {
    world.desk.likenesses = Some(falling(&world.desk.candidates, first, fall));
}

/// Down to no likeness at all.
pub fn falling(candidates: &[Candidate], first: f64, fall: f64) -> BTreeMap<String, f64> {
    let likeness = |n: usize| (first - fall * n as f64).max(0.0);
    candidates.iter().enumerate().map(|(n, candidate)| (candidate.id.clone(), likeness(n))).collect()
}

#[when(expr = "the {word} is given context for {string}")]
fn is_given_context(world: &mut World, name: String, query: String) {
    world.desk.give(role(&name), &query, 1);
}

#[when(expr = "each role is given context for {string}")]
fn each_is_given_context(world: &mut World, query: String) {
    for role in Role::ALL {
        world.desk.give(role, &query, 1);
    }
}

#[when(expr = "the {word} acts in wave {int} for {string}")]
fn acts_in_wave(world: &mut World, name: String, wave: u32, query: String) {
    world.desk.give(role(&name), &query, wave);
}

/// Each time the candidates begin at another one and every other pair has changed places.
#[when(expr = "the {word} is given context for {string} {int} times in different orders")]
fn is_given_context_in_orders(world: &mut World, name: String, query: String, times: usize) {
    for _ in 0..times {
        world.desk.give(role(&name), &query, 1);
        let candidates = &mut world.desk.candidates;
        candidates.rotate_left(7);
        candidates.chunks_exact_mut(4).for_each(|four| four.swap(0, 2));
    }
}
