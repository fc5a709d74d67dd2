//! Whether an answer may stand: its subject is in the context, its evidence is strong enough, and nothing equally strong says otherwise.

mod conflicts;
mod evidence;

use genesis_lag::{Flag, StepKind};

use super::{
    entailment,
    page::Page,
    question::{Asked, Expected},
    solver::{self, Finding},
    synonyms::synonyms,
};
use crate::{ContextItem, Critique, SubAnswer, SubQuestion};

/// Below this an answer is found, but weakly.
const WEAK: f64 = 0.30;

pub(super) fn critique(question: &SubQuestion, answer: &SubAnswer, context: &[ContextItem]) -> Critique {
    match question.kind {
        StepKind::Compare => of_comparison(answer),
        StepKind::Lookup => of_lookup(question, answer, context),
    }
}

fn of_comparison(answer: &SubAnswer) -> Critique {
    match &answer.text {
        Some(text) => stands(format!("The earlier answers decide it: {text}."), answer.confidence),
        None => flagged(Flag::LowSupport, "The earlier answers cannot be compared.".to_owned(), answer.confidence),
    }
}

fn of_lookup(question: &SubQuestion, answer: &SubAnswer, context: &[ContextItem]) -> Critique {
    let asked = Asked::of(question);
    let pages = Page::open_all(context);
    if let Some(name) = stranger(&asked, &pages, &question.text) {
        return flagged(Flag::Unanswerable, format!("No passage speaks of {name}."), 0.0);
    }
    let Some(text) = &answer.text else {
        return flagged(Flag::Unanswerable, format!("No passage answers “{}”.", question.text), answer.confidence);
    };
    if let Some(word) = untold(&asked, &pages, answer) {
        return flagged(
            Flag::LowSupport,
            format!("The passages do not speak of “{word}”, so “{text}” may answer something else."),
            answer.confidence,
        );
    }
    if let Some(reason) = entailment::gap(&asked, &pages, answer) {
        return flagged(Flag::Unanswerable, reason, answer.confidence);
    }
    let findings = solver::findings(&asked, &pages);
    if asked.expected != Expected::YesNo
        && asked.alternatives.is_empty()
        && let Some(reason) = evidence::flaw(&asked, &pages, answer)
    {
        return flagged(Flag::Unanswerable, reason, answer.confidence);
    }
    if let Some(reason) = conflicts::conflict(&asked, &pages, &findings) {
        return flagged(Flag::Contradiction, reason, answer.confidence);
    }
    if answer.confidence < WEAK {
        return flagged(Flag::LowSupport, format!("“{text}” is only weakly supported."), answer.confidence);
    }
    let source = answer.citations.first().map_or("the context", |citation| citation.title.as_str());
    stands(format!("“{text}” is supported by “{source}”."), answer.confidence)
}

/// A name in the question that no passage holds any part of.
fn stranger(asked: &Asked, pages: &[Page], text: &str) -> Option<String> {
    let held = |stem: &str| pages.iter().any(|page| page.stems.contains(stem));
    let missing = asked.subjects.iter().find(|name| name.is_strange_to(held))?;
    let spoken: Vec<&str> = genesis_text::words(text)
        .filter(|word| missing.stems.contains(&genesis_text::stem(&genesis_text::fold(word.text))))
        .map(|word| word.text)
        .collect();
    Some(spoken.join(" "))
}

/// A word of the question that no passage holds in any form, if the answer rests on no known relation and little else.
fn untold(asked: &Asked, pages: &[Page], answer: &SubAnswer) -> Option<String> {
    if asked.relation.is_some() || answer.confidence >= SURE_ENOUGH {
        return None;
    }
    let named = |term: &String| asked.subjects.iter().any(|name| name.stems.contains(term));
    let told =
        |term: &String| pages.iter().any(|page| page.stems.contains(term) || synonyms(term).iter().any(|other| page.stems.contains(other)));
    let wanted: Vec<&String> = asked.terms.iter().filter(|term| !named(term)).collect();
    let missing: Vec<&&String> = wanted.iter().filter(|term| !told(term)).collect();
    let most = 2 * missing.len() > wanted.len();
    missing.first().filter(|_| most).map(|term| (**term).clone())
}

/// From here on an answer may stand even if the passages tell it in other words.
const SURE_ENOUGH: f64 = 0.5;

fn stands(reason: String, support: f64) -> Critique {
    Critique { flag: None, reason, support }
}

fn flagged(flag: Flag, reason: String, support: f64) -> Critique {
    Critique { flag: Some(flag), reason, support }
}

/// What is asserted as firmly as a fact can be.
fn is_firm(finding: &Finding) -> bool {
    finding.wording >= 0.65 && finding.subject >= 0.7
}
