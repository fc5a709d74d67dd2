//! Orders to a language model in text that should give none.

use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;

use super::{
    Injection, Sign, encoded, foreign,
    phrases::{self, OLD, ORDERS, Phrase, SAID},
    spelled,
};
use crate::folded::Folded;

/// No phrase reaches further, in bytes.
const LONGEST: usize = 320;

struct Reader {
    /// The words that phrases begin with, and the phrase of each.
    begins: AhoCorasick,
    phrase_of: Vec<usize>,
    phrases: Vec<&'static Phrase>,
    /// Compiled when first needed: most texts need few.
    forms: Vec<OnceLock<Regex>>,
}

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let phrases: Vec<&Phrase> = phrases::all().chain(foreign::PHRASES).collect();
    let numbered = || phrases.iter().enumerate().flat_map(|(which, phrase)| phrase.begins.iter().map(move |begin| (which, begin)));
    Reader {
        begins: AhoCorasick::new(numbered().map(|(_, begin)| begin)).expect("short words"),
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
    let folded = Folded::in_small_letters(text);
    let mut signs = signs(&folded.text);
    signs.extend(spelled::signs(&folded.text));
    // What is encoded has large and small letters: it is read from the text itself.
    let plain = Folded::of(text);
    let mut injection = Injection::of(encoded::signs(&plain.text), &plain);
    let read = Injection::of(signs, &folded);
    injection.score = 1.0 - (1.0 - injection.score) * (1.0 - read.score);
    injection.signs.extend(read.signs);
    injection.signs.sort_by_key(|sign| (sign.bytes.start, sign.bytes.end));
    injection
}

/// The signs in a text in small letters.
pub(super) fn signs(text: &str) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for begin in READER.begins.find_overlapping_iter(text) {
        let which = READER.phrase_of[begin.pattern().as_usize()];
        let phrase = READER.phrases[which];
        let at = begin.start();
        let begins = text.as_bytes()[at];
        if begins.is_ascii_alphanumeric() && text[..at].ends_with(|before: char| before.is_alphanumeric()) {
            continue;
        }
        // `repeats`, `revealed`: told of somebody.
        let told = ["s ", "ed "].iter().any(|ending| text[begin.end()..].starts_with(ending));
        if phrase.imperative && told {
            continue;
        }
        let window = &text.as_bytes()[at..text.len().min(at + LONGEST)];
        let form = READER.forms[which].get_or_init(|| compiled(phrase));
        if let Some(matched) = form.find(window) {
            let end = (at + matched.end()..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
            let weight = if phrase.imperative { phrase.weight * order_before(text, at) } else { phrase.weight };
            signs.push(Sign { reason: phrase.reason, bytes: at..end, weight: weight * quoted(text, at) });
        }
    }
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

/// What stands before a phrase that is told of somebody, asked about or denied.
const TOLD: &[&str] = &[
    "i",
    "we",
    "he",
    "she",
    "they",
    "it",
    "people",
    "users",
    "who",
    "which",
    "can",
    "could",
    "did",
    "does",
    "do",
    "would",
    "might",
    "may",
    "didn't",
    "doesn't",
    "don't",
    "cannot",
    "can't",
    "never",
    "not",
    "why",
    "how",
    "to",
    "that",
    "will",
    "would",
    "often",
    "sometimes",
    "attackers",
    "students",
    "drivers",
    "models",
    "children",
    "and",
];

/// What makes an order of it all the same.
const ORDERED: &[&str] = &[
    "you to",
    "you must",
    "you should",
    "you will",
    "you can",
    "you have to",
    "you need to",
    "need you to",
    "want you to",
    "please",
    "have to",
    "got to",
    "going to",
    "your task is to",
    "your job is to",
    "told to",
    "instructed to",
    "required to",
    "free to",
    "allowed to",
    "can you",
    "could you",
    "will you",
    "would you",
    "is to",
    "now to",
    "need to",
    "like you to",
    "instead, you",
    "try to",
    "order you to",
    "command you to",
    "sure to",
    "able to",
    "ask you to",
    "asked to",
    "do not",
];

/// How much of an order is left: all of it, or less where somebody tells or asks of one.
fn order_before(text: &str, at: usize) -> f64 {
    let before = text[..at].trim_end_matches(['"', '\'', ' ']);
    let start = (before.len().saturating_sub(40)..=before.len()).find(|start| text.is_char_boundary(*start)).unwrap_or(before.len());
    let sentence = before[start..].rsplit(['.', '!', '?', '\n', ':', ';']).next().unwrap_or_default();
    if ORDERED.iter().any(|order| sentence.ends_with(order)) {
        return 1.0;
    }
    let last = sentence.rsplit(' ').next().unwrap_or_default();
    let asks = ["how ", "why ", "should i", "can i", "could i", "do i", "does ", "did ", "is it ", "what happens if"];
    if last == "and" || last == "then" || last == "also" {
        return if asks.iter().any(|ask| sentence.contains(ask)) { 0.5 } else { 1.0 };
    }
    if TOLD.contains(&last) { 0.4 } else { 1.0 }
}

/// What is quoted is often spoken of.
fn quoted(text: &str, at: usize) -> f64 {
    const SPOKEN_OF: &[&str] =
        &["mean", "phrase", "example", "such as", "e.g", "term", "sentence", "injection", "detect", "expression", "attack", "like "];
    if !text[..at].ends_with(['"', '\'', '`', '\u{ab}']) {
        return 1.0;
    }
    let start = (at.saturating_sub(90)..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
    let end = (at..=text.len().min(at + 120)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    if SPOKEN_OF.iter().any(|word| text[start..end].contains(word)) { 0.45 } else { 1.0 }
}
