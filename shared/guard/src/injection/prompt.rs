//! Orders to a language model in text that should give none.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use regex::bytes::Regex;

use super::{
    Injection, Sign, encoded, foreign,
    phrases::{self, OLD, ORDERS, Phrase, SAID},
    spelled, telling,
};
use crate::{beginnings::Beginnings, folded::Folded};

/// No phrase reaches further, in bytes.
const LONGEST: usize = 320;

struct Reader {
    /// The words that phrases begin with, and the phrase of each.
    begins: Beginnings,
    phrase_of: Vec<usize>,
    phrases: Vec<&'static Phrase>,
    /// Compiled when first needed: most texts need few.
    forms: Vec<OnceLock<Regex>>,
}

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let phrases: Vec<&Phrase> = phrases::all().chain(foreign::PHRASES).collect();
    let numbered = || phrases.iter().enumerate().flat_map(|(which, phrase)| phrase.begins.iter().map(move |begin| (which, begin)));
    Reader {
        begins: Beginnings::of(numbered().map(|(_, begin)| *begin)),
        phrase_of: numbered().map(|(which, _)| which).collect(),
        forms: phrases.iter().map(|_| OnceLock::new()).collect(),
        phrases,
    }
});

pub(crate) fn warm() {
    LazyLock::force(&READER);
}

/// How likely a text is to give a language model orders, or to ask for what it was told.
pub fn prompt_injection(text: &str) -> Injection {
    injection(text, &Folded::in_small_letters(text))
}

/// The same of a text that has been read in small letters.
pub(super) fn injection(text: &str, folded: &Folded<'_>) -> Injection {
    let mut signs = signs(&folded.text);
    signs.extend(spelled::signs(&folded.text));
    // What is encoded has large and small letters: it is read from the text itself.
    let plain = Folded::of(text);
    let mut injection = Injection::of(encoded::signs(&plain.text), &plain);
    let read = Injection::of(signs, folded);
    injection.score = 1.0 - (1.0 - injection.score) * (1.0 - read.score);
    injection.signs.extend(read.signs);
    injection.signs.sort_by_key(|sign| (sign.bytes.start, sign.bytes.end));
    injection
}

/// The signs in a text in small letters.
pub(super) fn signs(text: &str) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    READER.begins.find(text, |begin, Range { start: at, end: begun }| {
        let which = READER.phrase_of[begin];
        let phrase = READER.phrases[which];
        let begins = text.as_bytes()[at];
        if begins.is_ascii_alphanumeric() && text[..at].ends_with(|before: char| before.is_alphanumeric()) {
            return;
        }
        // `repeats`, `revealed`: told of somebody.
        let told = ["s ", "ed "].iter().any(|ending| text[begun..].starts_with(ending));
        if phrase.imperative && told {
            return;
        }
        let window = &text.as_bytes()[at..text.len().min(at + LONGEST)];
        let form = READER.forms[which].get_or_init(|| compiled(phrase));
        if let Some(matched) = form.find(window) {
            let end = (at + matched.end()..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
            let weight = phrase.weight * telling::meant(text, &(at..end), phrase);
            signs.push(Sign { reason: phrase.reason, bytes: at..end, weight });
        }
    });
    signs
}

fn compiled(phrase: &Phrase) -> Regex {
    let verbs = phrase
        .begins
        .iter()
        .map(|verb| if verb.len() < 10 && !verb.contains(' ') { format!("{verb}(?:e|ing)?") } else { (*verb).to_owned() });
    let form = phrase.form.replace("VERB", &verbs.collect::<Vec<_>>().join("|"));
    let form = form.replace("OLD", OLD).replace("ORDERS", ORDERS).replace("SAID", SAID);
    // Letters of any script, without the tables of Unicode that `\w` brings.
    let form = if form.is_ascii() && !form.contains(r"\u") {
        format!("(?-u)^(?:{form})")
    } else {
        format!("^(?:{})", form.replace(r"\w", r"[^\s.,!?]"))
    };
    Regex::new(&form).expect("the phrases are well-formed, as the tests see")
}
