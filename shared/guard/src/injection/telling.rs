//! Whether a phrase is an order, or somebody tells of one, asks about it, or quotes it.

use std::ops::Range;

use super::phrases::Phrase;

/// What is left of the weight of something that is only spoken of.
const SPOKEN_OF: f64 = 0.4;

/// Who asks has asked by then, in bytes.
const LONGEST_QUESTION: usize = 90;

/// A subject has so many words at most.
const LONGEST_SUBJECT: usize = 4;

/// How much of a phrase's weight is meant: all of it, or less.
pub(super) fn meant(text: &str, range: &Range<usize>, phrase: &Phrase) -> f64 {
    let told = if phrase.imperative { order_before(text, range.start) } else { asked_about(text, range.start, phrase.reason) };
    told * quoted(text, range.start) * narrowed(text, range, phrase.reason) * everyday(&text[range.clone()])
}

/// Disguises that are asked about are no disguises: `Is developer mode enabled`, `Explain the tokens <|endoftext|>`.
fn asked_about(text: &str, at: usize, reason: &str) -> f64 {
    const ASKING: &str = "what how why which where when who is are does do can explain compare";
    let sentence = sentence_before(text, at, LONGEST_QUESTION);
    let first = sentence.split(' ').find(|word| !word.is_empty()).unwrap_or_default();
    let asks = sentence.len() < LONGEST_QUESTION && ASKING.split(' ').any(|word| word == first);
    if asks && matches!(reason, "fake role" | "jailbreak") { SPOKEN_OF } else { 1.0 }
}

/// Rules of chess, restrictions of gravity and the text above the fold are nobody's orders.
fn narrowed(text: &str, range: &Range<usize>, reason: &str) -> f64 {
    const OF_A_MODEL: [&str; 10] =
        ["any", "your", "the ai", "openai", "this", "the system", "the developer", "the assistant", "conduct", "the prompt"];
    let (matched, behind) = (&text[range.clone()], &text[range.end..]);
    let of_something = behind.strip_prefix(" of ").is_some_and(|of| !OF_A_MODEL.iter().any(|whose| of.starts_with(whose)));
    let above_something = reason == "system prompt extraction" && matched.ends_with("above") && behind.starts_with(" the ");
    if of_something || above_something { SPOKEN_OF } else { 1.0 }
}

/// Things that people put off and undo every day: `cancel all previous orders`, `reset the old settings`.
fn everyday(matched: &str) -> f64 {
    const UNDOING: [&str; 8] = ["cancel", "delete", "clear", "reset", "skip", "drop", "erase", "suppress"];
    const THINGS: [&str; 8] = ["orders", "settings", "parameters", "configuration", "filters", "protocols", "boundaries", "commands"];
    let undone = UNDOING.iter().any(|verb| matched.starts_with(verb)) && THINGS.iter().any(|thing| matched.ends_with(thing));
    if undone && !matched.contains(" your ") { SPOKEN_OF } else { 1.0 }
}

/// What stands before a place in its sentence, so far.
fn sentence_before(text: &str, at: usize, longest: usize) -> &str {
    let before = text[..at].trim_end_matches(['"', '\'', ' ']);
    let start = (before.len().saturating_sub(longest)..=before.len()).find(|start| text.is_char_boundary(*start)).unwrap_or(before.len());
    before[start..].rsplit(['.', '!', '?', '\n', ':', ';']).next().unwrap_or_default()
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

/// Whose orders are told of.
const OTHERS: &[&str] =
    &["he", "she", "they", "people", "users", "students", "workers", "soldiers", "children", "somebody", "someone", "everyone"];

/// How much of an order is left: all of it, or less where somebody tells or asks of one.
fn order_before(text: &str, at: usize) -> f64 {
    let sentence = sentence_before(text, at, LONGEST_QUESTION);
    let of_others = sentence.split(' ').any(|word| OTHERS.contains(&word));
    if ORDERED.iter().any(|order| sentence.ends_with(order)) && !of_others {
        return 1.0;
    }
    let last = sentence.rsplit(' ').next().unwrap_or_default();
    let asks = ["how ", "why ", "should i", "can i", "could i", "do i", "does ", "did ", "is it ", "what happens if"];
    if last == "and" || last == "then" || last == "also" {
        return if asks.iter().any(|ask| sentence.contains(ask)) { 0.5 } else { 1.0 };
    }
    if TOLD.contains(&last) || is_asked(sentence) { SPOKEN_OF } else { 1.0 }
}

/// `Does the plugin upload`, `Can a judge set aside`: what asks of something else what it does.
fn is_asked(sentence: &str) -> bool {
    const ASKING: &str = "does do did is are was were will would can could should has have may";
    let mut words = sentence.split(' ').filter(|word| !word.is_empty());
    let asks = words.next().is_some_and(|first| ASKING.split(' ').any(|word| word == first));
    asks && words.clone().count() <= LONGEST_SUBJECT && words.all(|word| word != "you")
}

/// What is quoted is often spoken of.
fn quoted(text: &str, at: usize) -> f64 {
    const SPEAKING: &[&str] = &[
        "mean",
        "phrase",
        "example",
        "such as",
        "e.g",
        "term",
        "sentence",
        "injection",
        "detect",
        "expression",
        "attack",
        "like ",
        "novel",
        "story",
        "poem",
        "song",
        "film",
        "movie",
        "lyrics",
        "titled",
        "shouts",
        "sings",
        " tag",
        "token",
    ];
    if !text[..at].ends_with(['"', '\'', '`', '\u{ab}']) {
        return 1.0;
    }
    let start = (at.saturating_sub(90)..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
    let end = (at..=text.len().min(at + 120)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    if SPEAKING.iter().any(|word| text[start..end].contains(word)) { SPOKEN_OF } else { 1.0 }
}
