//! Relations between things and how English tells them: which words ask for a relation, and on which side of which words the
//! evidence has its subject and its answer. This is knowledge of the language; it holds no facts.

mod people;
mod places;
mod works;

use std::{collections::BTreeSet, sync::LazyLock};

use genesis_text::{fold, stem};

use super::{page::Token, question::Expected};

/// A row of the table. All phrases are plain words; they are compared by stem.
#[derive(Debug)]
pub(super) struct Row {
    pub name: &'static str,
    pub expected: Expected,
    /// Whether a subject has one value only, so that two values contradict each other.
    pub functional: bool,
    /// Phrases that ask for the relation whatever the question's form.
    pub ask: &'static [&'static str],
    /// Phrases that ask for it if the question's form expects the same sort of answer: `born` after "where".
    pub ask_if: &'static [&'static str],
    /// The subject stands before these and the answer after them: `was directed by`.
    pub forward: &'static [&'static str],
    /// The answer stands before these and the subject after them: `directed`.
    pub backward: &'static [&'static str],
    /// Nouns for the answer: "the X of S is A", "A is the X of S", "S's X, A".
    pub nouns: &'static [&'static str],
}

/// A row whose phrases are stems.
#[derive(Debug)]
pub(super) struct Relation {
    pub name: &'static str,
    pub expected: Expected,
    pub functional: bool,
    ask: Vec<Vec<Asking>>,
    ask_if: Vec<Vec<Asking>>,
    pub forward: Vec<Phrase>,
    pub backward: Vec<Phrase>,
    pub nouns: Vec<Phrase>,
    row: &'static Row,
}

pub(super) type Phrase = Vec<String>;

/// A word that asks. Its length tells apart what a stem confuses: `national` does not ask for a nationality.
#[derive(Debug)]
struct Asking {
    stem: String,
    length: usize,
}

impl Asking {
    fn of(word: &str) -> Self {
        Self { stem: stem(&fold(word)), length: word.len() }
    }

    fn fits(&self, token: &Token) -> bool {
        token.stem == self.stem && token.folded.len().abs_diff(self.length) <= 2
    }
}

/// A relation and the places of the words that asked for it.
pub(super) struct Found {
    pub relation: &'static Relation,
    pub words: BTreeSet<usize>,
    /// Whether the thing is asked for to which the relation's answer is known: "which film did she direct".
    pub inverse: bool,
    strength: usize,
}

impl Relation {
    /// The relation a question asks for: the one with the longest phrase outside of names, the earlier row at a tie.
    pub fn asked(tokens: &[Token], named: &[bool], form: Expected) -> Option<Found> {
        let mut best: Option<Found> = None;
        for relation in RELATIONS.iter() {
            let inverse = relation.is_inverted(tokens, form);
            let school = form == Expected::Place && relation.expected == Expected::Organisation;
            if !inverse && !school && !relation.expected.agrees_with(form) {
                continue;
            }
            let same = inverse || form != Expected::Name;
            for phrase in relation.ask.iter().chain(relation.ask_if.iter().filter(|_| same)) {
                for at in 0..tokens.len() {
                    let Some(words) = asked_at(phrase, tokens, at) else { continue };
                    let free = words.iter().all(|word| !named[*word]);
                    let strength = 2 * words.len() - if relation.is_general() { 3.min(2 * words.len() - 1) } else { 0 };
                    let strength = strength.saturating_sub(usize::from(inverse));
                    if free && best.as_ref().is_none_or(|best| strength > best.strength) {
                        best = Some(Found { relation, words, inverse, strength });
                    }
                }
            }
        }
        best
    }

    /// "Which company did A found", "which film was directed by A": a thing is asked for by its maker.
    fn is_inverted(&self, tokens: &[Token], form: Expected) -> bool {
        let thing = matches!(form, Expected::Work | Expected::Organisation | Expected::Place);
        let helped = tokens.iter().any(|token| matches!(token.folded.as_str(), "did" | "does" | "do" | "by"));
        thing && helped && self.expected == Expected::Person && !self.backward.is_empty()
    }

    /// Whether other relations are asked for in its words too: "in what country was she born".
    pub fn is_general(&self) -> bool {
        matches!(self.name, "country" | "county" | "location" | "partof" | "ocean")
    }

    /// The usual words the evidence tells the relation in, for a search.
    pub fn usual_words(&self) -> impl Iterator<Item = &str> {
        let row = self.row;
        row.forward.iter().take(3).chain(row.backward.iter().take(1)).chain(row.nouns.iter().take(2)).copied()
    }

    /// Whether a sentence tells of the relation in any of its words.
    pub fn is_told(&self, tokens: &[Token]) -> bool {
        [&self.forward, &self.backward, &self.nouns].into_iter().flatten().any(|phrase| places(phrase, tokens).next().is_some())
    }
}

/// The places of a phrase's words, where it stands at `at`; `_` in the phrase stands for one to six words of the question.
fn asked_at(phrase: &[Asking], tokens: &[Token], at: usize) -> Option<BTreeSet<usize>> {
    let mut words = BTreeSet::new();
    let mut at = at;
    let mut parts = phrase.split(|word| word.stem == "_");
    let lead = parts.next()?;
    let fits = |part: &[Asking], at: usize| {
        tokens.get(at..at + part.len()).is_some_and(|window| window.iter().zip(part).all(|(token, word)| word.fits(token)))
    };
    if lead.is_empty() || !fits(lead, at) {
        return None;
    }
    words.extend(at..at + lead.len());
    at += lead.len();
    for part in parts {
        let next = (at + 1..at + 7).find(|next| fits(part, *next))?;
        words.extend(next..next + part.len());
        at = next + part.len();
    }
    Some(words)
}

/// Where a phrase begins among the words.
pub(super) fn places<'t>(phrase: &'t [String], tokens: &'t [Token]) -> impl Iterator<Item = usize> + 't {
    tokens
        .windows(phrase.len().max(1))
        .enumerate()
        .filter(move |(_, window)| !phrase.is_empty() && window.iter().zip(phrase).all(|(token, stem)| token.stem == *stem))
        .map(|(at, _)| at)
}

static RELATIONS: LazyLock<Vec<Relation>> = LazyLock::new(|| {
    let rows = people::ROWS.iter().chain(places::ROWS).chain(works::ROWS);
    rows.map(|row| Relation {
        name: row.name,
        expected: row.expected,
        functional: row.functional,
        ask: asking(row.ask),
        ask_if: asking(row.ask_if),
        forward: phrases(row.forward),
        backward: phrases(row.backward),
        nouns: phrases(row.nouns),
        row,
    })
    .collect()
});

fn asking(phrases: &[&str]) -> Vec<Vec<Asking>> {
    phrases.iter().map(|phrase| phrase.split_whitespace().map(Asking::of).collect()).collect()
}

fn phrases(phrases: &[&str]) -> Vec<Phrase> {
    phrases.iter().map(|phrase| phrase.split_whitespace().map(|word| stem(&fold(word))).collect()).collect()
}
