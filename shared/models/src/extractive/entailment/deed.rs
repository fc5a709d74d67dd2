use super::Seen;
use crate::extractive::{
    page::{Token, tokens},
    question::{Asked, Expected, Name},
    relations::{Phrase, Relation, places},
};

/// Whether the evidence tells a deed of something else than the question asks about: the name must stand on the side of the verb on which
/// what is done to stands, and not be only the place or time of it; and a place does nothing.
pub(super) fn gap(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    let person = asked.expected == Expected::Person && !asked.inverse;
    if person && tokens(text, 0).iter().any(|token| token.is_capitalised() && GROUNDS.contains(&token.folded.as_str())) {
        return Some(format!("“{text}” is a place and nobody who could have done it."));
    }
    let relation = asked.relation.filter(|relation| !asked.inverse && DEEDS.contains(&relation.name))?;
    let name = asked.subjects.iter().find(|name| !name.is_of_a_people())?;
    let elsewhere = seen.here.iter().all(|sentence| is_of_another(relation, name, sentence));
    elsewhere.then(|| format!("The evidence tells it of something else than “{}”.", name.spoken()))
}

/// Whether the sentence has the name, tells the relation, and never of the name.
fn is_of_another(relation: &Relation, name: &Name, sentence: &[Token]) -> bool {
    let named: Vec<usize> = (0..sentence.len()).filter(|at| name.holds(&sentence[*at])).collect();
    let told = |phrases: &[Phrase]| -> Vec<usize> { phrases.iter().flat_map(|phrase| places(phrase, sentence)).collect() };
    let (passive, active) = (told(&relation.forward), told(&relation.backward));
    if named.is_empty() || passive.is_empty() && active.is_empty() || !told(&relation.nouns).is_empty() {
        return false;
    }
    let done_to = |at: &&usize| !is_placed(sentence, **at, name);
    let suffers =
        |at: &usize| passive.iter().any(|verb| at < verb) || active.iter().any(|verb| (verb < at) != is_suffered(sentence, *verb));
    !named.iter().filter(done_to).any(suffers)
}

/// `was founded in 1988 by`: what is done to stands before the verb, as where `by` follows at once.
fn is_suffered(sentence: &[Token], verb: usize) -> bool {
    verb.checked_sub(1).is_some_and(|before| matches!(sentence[before].folded.as_str(), "was" | "were" | "is" | "are" | "been" | "being"))
}

/// `in London`, `near the Danube`: the words before the name, but for those of the name itself, say where.
fn is_placed(sentence: &[Token], at: usize, name: &Name) -> bool {
    let before = sentence[..at].iter().rev().find(|token| !name.holds(token) && !matches!(token.folded.as_str(), "the" | "a" | "an"));
    before.is_some_and(|before| {
        matches!(before.folded.as_str(), "in" | "at" | "near" | "inside" | "outside" | "around" | "from" | "throughout")
    })
}

/// Relations in which somebody brings about what is asked about.
const DEEDS: &[&str] = &["founder", "inventor", "creator", "painter", "architect", "composer", "author"];

/// Words in the names of places that are nobody.
const GROUNDS: &[&str] = &[
    "sea",
    "ocean",
    "river",
    "lake",
    "gulf",
    "bay",
    "strait",
    "mount",
    "mountain",
    "mountains",
    "island",
    "islands",
    "peninsula",
    "desert",
    "valley",
    "delta",
    "continent",
    "canal",
    "bridge",
    "airport",
];
