use std::collections::BTreeMap;

use genesis_rcr::Forest;

use super::{
    grow::{Example, Growth, Table},
    mixed,
    turns::{Question, Turn},
};

const FIRST: Growth = Growth { trees: 80, leaves: 12, rate: 0.12, seen: 307 };
const SECOND: Growth = Growth { trees: 80, leaves: 12, rate: 0.08, seen: 307 };

/// Parts into which questions are divided, so that the second forest learns from what the first finds in questions it has not seen.
const PARTS: u64 = 3;

/// Of the sentences of a pooled memory that are no evidence, one in so many is looked at, and counts as many times.
const THINNING: usize = 8;

/// What the pooled memories count beside a question's own paragraphs.
const POOLED: f64 = 0.3;

/// What each data set counts, asked in one way over one sort of memory, shared among its turns.
const GROUP: f64 = 300.0;

/// Both forests.
pub(super) struct Forests {
    pub first: Forest,
    pub second: Forest,
}

impl Forests {
    /// How likely each sentence of a question's turns is.
    pub fn likelihoods(&self, question: &Question) -> Vec<Vec<f64>> {
        let of_turn = |turn: &Turn| {
            let linked = turn.sheet.linked(&turn.features, &likely(&self.first, turn));
            linked.iter().map(|features| self.second.probability(features)).collect()
        };
        question.turns.iter().map(of_turn).collect()
    }

    pub fn learn(questions: &[&Question]) -> Self {
        let groups = groups(questions);
        let by_first: Vec<Vec<Vec<f64>>> = found_by_others(questions, &groups);
        let linked: Vec<Vec<Vec<Vec<f32>>>> = questions
            .iter()
            .zip(&by_first)
            .map(|(question, first)| {
                question.turns.iter().zip(first).map(|(turn, first)| turn.sheet.linked(&turn.features, first)).collect()
            })
            .collect();
        let mut examples = Vec::new();
        for (question, linked) in questions.iter().zip(&linked) {
            for (turn, linked) in question.turns.iter().zip(linked) {
                examples.extend(self::examples(question, turn, linked, &groups));
            }
        }
        let second = Table::of(&examples).grow(SECOND);
        Self { first: first(questions.iter().copied(), &groups), second }
    }
}

/// What first forests that have not seen a question find in it, by question and turn.
fn found_by_others(questions: &[&Question], groups: &Groups) -> Vec<Vec<Vec<f64>>> {
    let part = |question: &Question| mixed(&format!("part {}", question.id)) % PARTS;
    let forests: Vec<Forest> =
        (0..PARTS).map(|left_out| first(questions.iter().copied().filter(|question| part(question) != left_out), groups)).collect();
    let found = |question: &&Question| question.turns.iter().map(|turn| likely(&forests[part(question) as usize], turn)).collect();
    questions.iter().map(found).collect()
}

fn first<'a>(questions: impl Iterator<Item = &'a Question>, groups: &Groups) -> Forest {
    let turns = questions.flat_map(|question| question.turns.iter().map(move |turn| (question, turn)));
    let examples: Vec<Example> = turns.flat_map(|(question, turn)| examples(question, turn, &turn.features, groups)).collect();
    Table::of(&examples).grow(FIRST)
}

fn likely(forest: &Forest, turn: &Turn) -> Vec<f64> {
    turn.features.iter().map(|features| forest.probability(features)).collect()
}

/// Turns by data set, memory and way of asking.
type Groups = BTreeMap<(usize, bool, bool), usize>;

fn group(question: &Question) -> (usize, bool, bool) {
    (question.set, question.is_pooled, question.is_in_parts)
}

fn groups(questions: &[&Question]) -> Groups {
    let mut groups = Groups::new();
    for question in questions {
        *groups.entry(group(question)).or_default() += question.turns.len();
    }
    groups
}

fn examples<'a>(question: &Question, turn: &'a Turn, features: &'a [Vec<f32>], groups: &Groups) -> Vec<Example<'a>> {
    let turns = groups.get(&group(question)).copied().unwrap_or(1);
    let weight = GROUP / turns as f64 * if question.is_pooled { POOLED } else { 1.0 };
    let example = |(at, features): (usize, &'a Vec<f32>)| {
        let is_evidence = turn.is_wanted[at];
        let thinned = question.is_pooled && !is_evidence;
        let weight = if thinned { weight * THINNING as f64 } else { weight };
        (!thinned || at.is_multiple_of(THINNING)).then_some(Example { features, is_evidence, weight })
    };
    features.iter().enumerate().filter_map(example).collect()
}
