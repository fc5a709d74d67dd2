use std::collections::BTreeSet;

use super::{Expected, expected_of_noun};
use crate::extractive::{gazetteer, page::Token};

/// What the question words say, before the relation is known.
pub(super) struct Form {
    pub expected: Expected,
    /// Whether the words leave the sort of answer open, as a bare "what" does.
    pub open: bool,
    pub heads: Vec<String>,
    /// The verb whose subject is asked for, as `own` in "what company owns it".
    pub verb: Option<String>,
    /// Whether several things are asked for.
    pub plural: bool,
    /// The places of the words that only ask.
    pub used: BTreeSet<usize>,
}

pub(super) fn read(tokens: &[Token], named: &[bool]) -> Form {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.folded.as_str());
    if AUXILIARIES.contains(&word(0)) {
        return Form { expected: Expected::YesNo, open: false, heads: Vec::new(), verb: None, plural: false, used: BTreeSet::from([0]) };
    }
    let Some(at) = asking_word(tokens) else {
        return noun_form(tokens, named, 0);
    };
    let mut form = match word(at) {
        "who" | "whom" | "whose" => Form { verb: verb(tokens, at + 1), ..plain(Expected::Person, false) },
        "where" => plain(Expected::Place, false),
        "when" => plain(Expected::Date, false),
        "why" => plain(Expected::Cause, false),
        "how" => match word(at + 1) {
            "many" | "old" | "long" | "tall" | "high" | "far" | "large" | "big" | "deep" | "wide" | "fast" | "heavy" | "often" => {
                let mut form = plain(Expected::Number, false);
                form.used.insert(at + 1);
                form.heads = noun_phrase(tokens, named, at + 2).iter().map(|i| tokens[*i].stem.clone()).collect();
                form
            }
            "much" => plain(Expected::Number, false),
            _ => plain(Expected::Phrase, true),
        },
        _ => noun_form(tokens, named, at + 1),
    };
    form.used.insert(at);
    form.plural = matches!(word(at), "who" | "what" | "which") && matches!(word(at + 1), "are" | "were") || form.plural;
    form
}

fn plain(expected: Expected, open: bool) -> Form {
    Form { expected, open, heads: Vec::new(), verb: None, plural: false, used: BTreeSet::new() }
}

/// The word after the thing asked for, if it can be its verb.
fn verb(tokens: &[Token], at: usize) -> Option<String> {
    tokens.get(at).filter(|token| !token.stop && !token.is_capitalised() && token.follows_closely()).map(|token| token.stem.clone())
}

/// "What county", "what is the county", or a bare noun phrase.
fn noun_form(tokens: &[Token], named: &[bool], from: usize) -> Form {
    let word = |at: usize| tokens[at].folded.as_str();
    let mut at = from;
    let bids = |at: usize| from == 0 && IMPERATIVES.contains(&word(at));
    while at < tokens.len() && (tokens[at].stop || bids(at)) && !named[at] {
        at += 1;
    }
    let phrase = noun_phrase(tokens, named, at);
    let known = |i: &&usize| expected_of_noun(&tokens[**i].folded).is_some();
    let head = phrase.iter().rev().find(known).copied();
    let mut form = plain(head.and_then(|i| expected_of_noun(&tokens[i].folded)).unwrap_or(Expected::Name), true);
    form.open = matches!(form.expected, Expected::Name | Expected::Phrase);
    let end = head.or_else(|| phrase.iter().copied().find(|i| !tokens[*i].folded.ends_with("ed"))).unwrap_or(at);
    form.heads = phrase.iter().filter(|i| **i <= end).map(|i| tokens[*i].stem.clone()).collect();
    form.used.extend(phrase.iter().filter(|i| **i == end));
    form.verb = verb(tokens, end + 1);
    form
}

/// The words from `at` to the next small word or name; modifiers that are capitalised, like `American`, are kept.
fn noun_phrase(tokens: &[Token], named: &[bool], at: usize) -> Vec<usize> {
    let inside = |i: &usize| {
        let token = &tokens[*i];
        !token.stop && (!named[*i] || gazetteer::is_demonym(token.text)) && (*i == at || token.follows_closely() || token.gap == "-")
    };
    let owner = |i: &usize| tokens[*i].text.ends_with("'s") || tokens[*i].text.ends_with("’s");
    let phrase: Vec<usize> = (at..tokens.len()).take_while(inside).take(6).collect();
    let owned = phrase.iter().position(owner).map_or(phrase.len(), |last| last + 1);
    phrase[..owned].to_vec()
}

/// The place of the question word: the first, or the last that asks for a place or time when the question begins otherwise.
fn asking_word(tokens: &[Token]) -> Option<usize> {
    let asks = |token: &Token| ASKING.contains(&token.folded.as_str());
    let first = tokens.iter().position(asks)?;
    let leads = tokens[..first].iter().all(|token| token.stop);
    if leads {
        return Some(first);
    }
    let strong =
        |token: &Token| matches!(token.folded.as_str(), "what" | "which" | "how" | "why") || (asks(token) && !token.gap.contains(','));
    tokens.iter().rposition(strong).or(Some(first))
}

const ASKING: &[&str] = &["who", "whom", "whose", "what", "which", "where", "when", "why", "how"];

const IMPERATIVES: &[&str] = &["name", "give", "tell", "list", "state", "find", "identify", "say"];

const AUXILIARIES: &[&str] =
    &["is", "are", "was", "were", "did", "does", "do", "has", "have", "had", "can", "could", "will", "would", "should"];
