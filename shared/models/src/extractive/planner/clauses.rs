//! A clause as a row of words and noun phrases.

use super::{
    lexicon::{self, is_function_word},
    nouns::{free_relative, noun},
    subject::{Awaited, subject_end},
    token::{Kind, Token},
    tree::{Clause, Piece},
    verbs::verb,
};

/// Words and noun phrases from left to right.
pub fn pieces(tokens: &[Token]) -> Clause {
    let mut clause = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if at > 0
            && let Some((free, used)) = free_relative(&tokens[at..])
        {
            clause.push(Piece::Noun(free));
            at += used;
        } else if !starts_noun(tokens, at) {
            clause.push(Piece::Word(token.clone()));
            at += 1;
            if token.is(&["when", "after", "before", "while", "because", "until", "since", "if", "that", "as"])
                && let Some(end) = subject_end(&tokens[at..], Awaited::Finite).filter(|end| *end > 0)
            {
                clause.extend(pieces(&tokens[at..at + end]));
                at += end;
            }
        } else if let Some((noun, used)) = noun(&tokens[at..role_start(tokens, at)]) {
            clause.push(Piece::Noun(noun));
            at += used;
        } else {
            clause.push(Piece::Word(token.clone()));
            at += 1;
        }
    }
    clause
}

/// Where the object that starts at `at` gives way to `as …`, which belongs to a verb like `replaced` and not to the object.
fn role_start(tokens: &[Token], at: usize) -> usize {
    const REPLACE: &[&str] = &["overtake", "replace", "succeed", "surpass", "displace", "follow", "supplant", "oust", "pass", "eclipse"];
    let replaces =
        at > 0 && tokens[at - 1].is_plain() && verb(&tokens[at - 1].low).is_some_and(|verb| REPLACE.contains(&verb.base.as_str()));
    let role = tokens.iter().rposition(|token| token.is(&["as"])).filter(|role| replaces && *role > at + 1);
    role.unwrap_or(tokens.len())
}

/// Whether a noun phrase starts here, to judge by the first word.
pub fn starts_noun(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else {
        return false;
    };
    match token.kind {
        Kind::Name | Kind::Quoted | Kind::Answer => true,
        Kind::Mark | Kind::Possessive => false,
        Kind::Word if token.is(lexicon::DETERMINERS) => true,
        Kind::Word => !is_function_word(&token.low) && !lexicon::is_adverb(token) && verb(&token.low).is_none(),
    }
}

/// A statement's subject and the rest from its verb on.
pub fn subject_and_predicate(tokens: &[Token]) -> Option<(Clause, Clause)> {
    let end = subject_end(tokens, Awaited::Finite).filter(|end| *end > 0)?;
    Some((pieces(&tokens[..end]), pieces(&tokens[end..])))
}
