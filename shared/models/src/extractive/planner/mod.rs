//! The planner: a small grammar of English questions, by rule.
//!
//! Tokens, with names and quotations kept whole, are parsed into clauses and noun phrases; every phrase that describes a thing
//! without naming it becomes a question of its own, and `#1`, `#2` stand for the answers in the questions after it. Where the
//! grammar finds nothing to split, the question is one lookup, word for word but for `Tell me` and the like. No input makes it fail.

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
mod requests;
mod sentences;
mod sequence;
mod settle;
mod sketch;
mod statement;
mod subject;
mod token;
mod topics;
mod tree;
mod verb_list;
mod verbs;

use genesis_lag::Draft;

use self::{
    names::bind_names,
    requests::requested,
    sentences::sentences,
    sketch::Sketch,
    token::{Kind, Token, tokens},
};
use crate::Planned;

/// Longer texts are no question the grammar could follow.
const MOST_TOKENS: usize = 120;

/// Splits a question into sub-questions, or says what is unclear about it.
pub(super) fn plan(question: &str) -> Planned {
    let question = without_placeholders(question.trim());
    let sentences: Vec<Vec<Token>> = sentences(&question).into_iter().map(parsed).collect();
    if let Some(doubt) = doubt::doubt(&sentences.concat()) {
        return doubt;
    }
    let length: usize = sentences.iter().map(Vec::len).sum();
    let wrapped = sentences.len() > 1 || sentences.iter().any(|tokens| requested(tokens).is_some());
    let draft = (length <= MOST_TOKENS).then(|| split(&sentences)).flatten().filter(|draft| wrapped || draft.steps.len() > 1);
    Planned::Steps(draft.unwrap_or_else(|| Draft::whole(&question)))
}

fn parsed(sentence: &str) -> Vec<Token> {
    let mut tokens = tokens(sentence);
    bind_names(&mut tokens);
    drop_emphasis(&mut tokens);
    if let Some(first) = tokens.first_mut().filter(|first| first.is(lexicon::DETERMINERS)) {
        *first = Token::word(&first.low);
    }
    tokens
}

fn split(sentences: &[Vec<Token>]) -> Option<Draft> {
    if let [tokens] = sentences {
        let question = requested(tokens);
        let tokens = question.as_deref().unwrap_or(tokens);
        let mut comparison = Sketch::default();
        if compare::compare(tokens, &mut comparison) {
            return comparison.draft();
        }
    }
    let mut sequence = Sketch::default();
    if sequence::sequence(sentences, &mut sequence) {
        return sequence.draft();
    }
    let [tokens] = sentences else {
        return None;
    };
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
