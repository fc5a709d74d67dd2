use super::Seen;
use crate::extractive::{
    page::{Token, tokens},
    question::Asked,
};

/// Whether the evidence denies what the question takes for true, takes for true what it denies, or tells of the past where the question
/// asks for what is to come.
pub(super) fn gap(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    if asked.negated && !seen.tokens().any(denies) {
        return Some("The question asks for what is not so, and the evidence only tells what is.".to_owned());
    }
    if !asked.negated && !asked.is_decided() && seen.here.iter().all(|sentence| is_denied(sentence, text)) {
        return Some(format!("The evidence denies “{text}”."));
    }
    if asked.coming && !seen.tokens().any(|token| COMING.contains(&token.folded.as_str())) {
        return Some("The question asks for what is to come, and the evidence does not tell it.".to_owned());
    }
    None
}

/// Whether the word turns what is said around it into its opposite.
pub(in crate::extractive) fn denies(token: &Token) -> bool {
    let shortened = token.folded.ends_with("n't") || token.folded.ends_with("n’t");
    shortened || matches!(token.folded.as_str(), "not" | "never" | "neither" | "nor" | "except" | "without" | "cannot")
}

/// Whether the answer stands right behind a denial, in one clause with it.
fn is_denied(sentence: &[Token], text: &str) -> bool {
    let answer: Vec<String> = tokens(text, 0).into_iter().map(|token| token.folded).collect();
    let at = sentence.windows(answer.len().max(1)).position(|words| words.iter().zip(&answer).all(|(word, part)| word.folded == *part));
    let Some(at) = at else { return false };
    let clause = sentence[..=at].iter().rposition(|token| token.gap.contains([',', ';', ':', '(', ')'])).unwrap_or(0);
    let denied = sentence[clause..at].iter().rposition(|token| matches!(token.folded.as_str(), "not" | "never"));
    denied.is_some_and(|denied| {
        let next = &sentence[clause + denied + 1];
        !next.gap.contains(',') && !matches!(next.folded.as_str(), "only" | "just" | "until" | "but") && at - clause - denied <= REACH
    })
}

/// How many words a denial reaches.
const REACH: usize = 6;

/// Words that a text on what is to come has.
const COMING: &[&str] = &["will", "shall", "next", "upcoming", "future", "planned", "scheduled", "expected", "due", "forthcoming", "plans"];
