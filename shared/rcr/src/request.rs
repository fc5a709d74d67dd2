use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Candidate, Policy, Role};

/// What a role needs context for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub role: Role,
    pub policy: Policy,
    /// What the role is asked, earlier answers put in.
    pub query: &'a str,
    /// The whole question that this is a part of; the same as the query where it is all.
    pub question: &'a str,
    /// The earlier sub-questions that the query follows from.
    pub premises: &'a [Premise],
    /// The wave the role acts in.
    pub wave: u32,
    /// The full context: every passage retrieved for the run so far and the run's memory, each id once.
    pub candidates: &'a [Candidate],
    /// How like the query the candidates are, by id, from -1 to 1, where a model can tell.
    pub similarities: Option<&'a BTreeMap<String, f64>>,
    pub settings: Settings,
}

/// An earlier sub-question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premise {
    pub question: String,
    pub answer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Waves after which what was remembered counts half as recent. At 0 only the wave in hand is recent at all.
    pub half_life_waves: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { half_life_waves: 2.0 }
    }
}

impl Settings {
    /// More waves than any run has: nothing it remembers grows old.
    pub const LONGEST_HALF_LIFE_WAVES: f64 = 1000.0;

    /// Nothing where the half-life is not between 0 and the longest.
    pub fn with_half_life(half_life_waves: f64) -> Option<Self> {
        (0.0..=Self::LONGEST_HALF_LIFE_WAVES).contains(&half_life_waves).then_some(Self { half_life_waves })
    }
}

impl<'a> Request<'a> {
    /// A request that is a whole question of its own, in the first wave.
    pub fn new(role: Role, query: &'a str, candidates: &'a [Candidate]) -> Self {
        Self {
            role,
            policy: Policy::default(),
            query,
            question: query,
            premises: &[],
            wave: 1,
            candidates,
            similarities: None,
            settings: Settings::default(),
        }
    }
}
