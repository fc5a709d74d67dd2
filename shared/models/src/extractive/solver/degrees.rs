use crate::extractive::{
    gazetteer,
    page::{Sentence, Token},
    question::Asked,
};

/// What is left of a sentence's weight if it speaks of another degree than the question: `second-largest` or `first woman`
/// where the largest or the first is asked for.
pub(super) fn agreement(asked: &Asked, sentence: &Sentence) -> f64 {
    let wanted: Vec<&str> = asked.words.iter().map(String::as_str).filter(|word| is_degree(word)).collect();
    if wanted.is_empty() {
        return 1.0;
    }
    let tokens = &sentence.tokens;
    let places: Vec<usize> = (0..tokens.len()).filter(|at| wanted.iter().any(|word| is_same_degree(&tokens[*at].folded, word))).collect();
    let Some(at) = places.first().copied() else {
        return MISSING;
    };
    let lower = at > 0 && ORDINALS.contains(&tokens[at - 1].folded.as_str()) && !asked.words.contains(&tokens[at - 1].folded);
    let narrower = tokens.get(at + 1).is_some_and(|next| narrows(next) && !asked.words.contains(&next.folded));
    let elsewhere = scope(tokens, at).is_some_and(|place| !place.iter().any(|word| asked.words.contains(&word.folded)));
    match (lower || elsewhere, narrower) {
        (true, _) => LOWER,
        (_, true) => NARROWER,
        _ => 1.0,
    }
}

/// The name a degree is limited to: `Varn` in "the tallest tower in Varn".
fn scope<'t>(tokens: &'t [Token<'t>], degree: usize) -> Option<&'t [Token<'t>]> {
    let end = (degree + 5).min(tokens.len());
    let within = (degree + 1..end).find(|at| matches!(tokens[*at].folded.as_str(), "in" | "of"))?;
    let first = within + 1 + usize::from(tokens.get(within + 1).is_some_and(|next| next.folded == "the"));
    let length = tokens.get(first..)?.iter().take_while(|token| token.is_capitalised()).count();
    (length > 0).then(|| &tokens[first..first + length])
}

const MISSING: f64 = 0.65;
const LOWER: f64 = 0.55;
const NARROWER: f64 = 0.7;

pub(in crate::extractive) fn is_degree(word: &str) -> bool {
    ORDINALS.contains(&word) || word == "first" || word == "last" || word.ends_with("est") && !NOT_DEGREES.contains(&word) && word.len() > 4
}

pub(in crate::extractive) fn is_same_degree(word: &str, wanted: &str) -> bool {
    let same = |pair: &(&str, &str)| (word, wanted) == *pair || (wanted, word) == *pair;
    word == wanted || PAIRS.iter().any(same)
}

fn narrows(token: &Token) -> bool {
    matches!(token.folded.as_str(), "woman" | "female" | "women" | "man" | "black" | "child" | "known") || gazetteer::is_demonym(token.text)
}

const ORDINALS: &[&str] =
    &["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "2nd", "3rd", "4th", "5th"];

const PAIRS: &[(&str, &str)] =
    &[("tallest", "highest"), ("largest", "biggest"), ("oldest", "earliest"), ("largest", "greatest"), ("first", "earliest")];

const NOT_DEGREES: &[&str] = &[
    "forest",
    "interest",
    "harvest",
    "everest",
    "conquest",
    "request",
    "protest",
    "midwest",
    "budapest",
    "contest",
    "honest",
    "modest",
    "invest",
    "arrest",
    "priest",
    "guest",
    "quest",
    "chest",
    "crest",
    "ernest",
    "northwest",
    "southwest",
    "suggest",
];

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use super::*;
    use crate::{ContextItem, ItemKind, SubQuestion, extractive::page::Page};

    #[test]
    fn another_degree_weighs_less() {
        let question = |text: &str| {
            Asked::of(&SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: text.to_owned(), premises: Vec::new() })
        };
        let weight = |asked: &Asked, text: &str| {
            let item = ContextItem { id: "p".to_owned(), kind: ItemKind::Passage, title: "T".to_owned(), text: text.to_owned() };
            agreement(asked, &Page::open(&item).sentences[0])
        };
        let asked = question("What is the highest hill in Norrland?");
        let exact = weight(&asked, "The tallest hill in Norrland is Osk.");
        assert!(weight(&asked, "The second-highest hill in Norrland is Ulm.") < exact);
        assert!(weight(&asked, "A hill in Norrland is Ulm.") < exact);
        assert!(weight(&asked, "The tallest hill in Varn is Ulm.") < exact);
        let asked = question("Who was the first to climb Osk?");
        assert!(weight(&asked, "The first woman to climb Osk was Ada Brim.") < weight(&asked, "The first to climb Osk was Per Holm."));
    }
}
