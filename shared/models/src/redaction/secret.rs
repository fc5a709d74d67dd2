use std::ops::Range;

use super::{Masked, runs};

const MASK: &str = "****";

/// How names of secrets end.
const LABELS: [&str; 3] = ["key", "token", "secret"];
const SHORTEST_VALUE: usize = 16;
const SHORTEST_BEARER: usize = 8;

pub(super) fn find(text: &str) -> Vec<Masked> {
    let words = runs(text, |byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let secret = |word: Range<usize>| if is_key(&text[word.clone()]) { Some(word) } else { named(text, &word) };
    words.into_iter().filter_map(secret).map(|place| (place, MASK)).collect()
}

/// A key that shows by itself whose it is.
fn is_key(word: &str) -> bool {
    let is_access_key = word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA"));
    (word.starts_with("sk-") && word.len() >= 20 && word.bytes().any(|byte| byte.is_ascii_digit()))
        || (is_access_key && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
}

/// The value that a word announces: `token: ...`, `Bearer ...`.
fn named(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let ends_with = |label: &str| {
        let (name, label) = (text[word.clone()].as_bytes(), label.as_bytes());
        name.len() >= label.len() && name[name.len() - label.len()..].eq_ignore_ascii_case(label)
    };
    let rest = &text[word.end..];
    if text[word.clone()].eq_ignore_ascii_case("bearer") {
        let value = rest.trim_start_matches([' ', '\t']);
        return if value.len() < rest.len() { value_in(text, value, SHORTEST_BEARER) } else { None };
    }
    if !LABELS.into_iter().any(ends_with) {
        return None;
    }
    let quoted = |c: char| matches!(c, ' ' | '\t' | '"' | '\'' | '\\');
    let value = rest.trim_start_matches(quoted).strip_prefix([':', '='])?.trim_start_matches(quoted);
    value_in(text, value, SHORTEST_VALUE)
}

/// The value that the rest of a text begins with: hexadecimal or base64, at least so long, with a digit in it.
fn value_in(text: &str, rest: &str, shortest: usize) -> Option<Range<usize>> {
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/_.~-".contains(byte)).count();
    let padding = rest[length..].bytes().take_while(|byte| *byte == b'=').count();
    let is_secret = length >= shortest && rest[..length].bytes().any(|byte| byte.is_ascii_digit());
    let start = text.len() - rest.len();
    is_secret.then(|| start..start + length + padding)
}
