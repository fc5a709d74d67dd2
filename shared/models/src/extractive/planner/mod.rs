//! The planner: a small grammar of English questions, by rule.
//!
//! Tokens, with names and quotations kept whole, are parsed into clauses and noun phrases; every phrase that describes a thing
//! without naming it becomes a question of its own, and `#1`, `#2` stand for the answers in the questions after it. Where the
//! grammar finds nothing to split, the question is one lookup, word for word. No input makes it fail.

mod ask;
mod clauses;
mod compare;
mod contradiction;
mod description;
mod doubt;
mod inside_out;
mod kin;
mod lexicon;
mod names;
mod nouns;
mod question;
mod sequence;
mod settle;
mod sketch;
mod subject;
mod token;
mod tree;
mod verb_list;
mod verbs;

use genesis_lag::{Draft, DraftStep, StepKind};

use self::{
    names::bind_names,
    sketch::Sketch,
    token::{Kind, Token, tokens},
};
use crate::Planned;

/// Longer texts are no question the grammar could follow.
const MOST_TOKENS: usize = 120;

/// Splits a question into sub-questions, or says what is unclear about it.
pub(super) fn plan(question: &str) -> Planned {
    let question = without_placeholders(question.trim());
    let mut tokens = tokens(&question);
    bind_names(&mut tokens);
    drop_emphasis(&mut tokens);
    if let Some(doubt) = doubt::doubt(&tokens) {
        return doubt;
    }
    let draft = (tokens.len() <= MOST_TOKENS).then(|| split(&tokens)).flatten().filter(|draft| draft.steps.len() > 1);
    Planned::Steps(draft.unwrap_or_else(|| whole(question)))
}

fn split(tokens: &[Token]) -> Option<Draft> {
    let mut comparison = Sketch::default();
    if compare::compare(tokens, &mut comparison) {
        return comparison.draft();
    }
    let mut sequence = Sketch::default();
    if sequence::sequence(tokens, &mut sequence) {
        return sequence.draft();
    }
    let mut chain = Sketch::default();
    question::chain(tokens, &mut chain)?;
    chain.draft()
}

/// `whose own founders` says no more than `whose founders`.
fn drop_emphasis(tokens: &mut Vec<Token>) {
    for at in (1..tokens.len()).rev() {
        let possessive = tokens[at - 1].kind == Kind::Possessive || tokens[at - 1].is(&["whose", "its", "his", "her", "their"]);
        if possessive && tokens[at].is(&["own"]) {
            tokens.remove(at);
        }
    }
}

fn whole(question: String) -> Draft {
    Draft { steps: vec![DraftStep { question, kind: StepKind::Lookup, asked: true }] }
}

/// A `#1` the asker wrote is no answer of an earlier step.
fn without_placeholders(question: &str) -> String {
    let mut text = String::with_capacity(question.len());
    let mut characters = question.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('#', Some(next)) if next.is_ascii_digit() => text.push_str("No. "),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests;
