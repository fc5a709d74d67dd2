//! Orders whose letters are pulled apart, `i g n o r e   a l l`, or have figures among them, `1gn0r3 4ll`.

use std::ops::Range;

use super::{Sign, prompt};
use crate::leaps::{long_runs, next};

/// Fewer letters are an abbreviation or a list.
const SHORTEST: usize = 12;

const ORDERS: [&str; 12] = [
    "ignoreall",
    "ignoreprevious",
    "ignoreyour",
    "ignorethe",
    "ignoreany",
    "ignoreprior",
    "disregardall",
    "disregardprevious",
    "forgetall",
    "forgeteverything",
    "systemprompt",
    "previousinstructions",
];

/// Words so far apart, in bytes, are not of one order.
const APART: usize = 80;

/// Fewer words with figures in them are names of products.
const FEWEST_WORDS: usize = 2;

/// No word of prose is longer.
const LONGEST_WORD: usize = 18;

pub(super) fn signs(text: &str) -> Vec<Sign> {
    let mut signs = pulled_apart(text);
    signs.extend(with_figures(text));
    signs.extend(joined(text));
    signs.extend(run_together(text));
    signs
}

/// `ignore.all.previous.instructions`: words with other signs than spaces between them.
fn joined(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    for run in long_runs(text.len(), LONGEST_WORD + 1, |at| !matches!(text.as_bytes()[at], b' ' | b'\n')) {
        let word = &text[run.clone()];
        let joins = word.as_bytes().windows(3).filter(|three| joins(three)).count();
        if joins >= FEWEST_WORDS {
            // One byte for another: places stay what they are.
            let apart = word.replace(['.', '_', '-', '*', '+', '|', '~'], " ");
            let read = prompt::signs(&apart).into_iter().filter(|sign| apart[sign.bytes.clone()].contains(' '));
            signs.extend(read.map(|sign| Sign {
                weight: sign.weight * 0.8,
                bytes: run.start + sign.bytes.start..run.start + sign.bytes.end,
                ..sign
            }));
        }
    }
    signs
}

fn joins(three: &[u8]) -> bool {
    three[0].is_ascii_lowercase() && matches!(three[1], b'.' | b'_' | b'-' | b'*' | b'+' | b'|' | b'~') && three[2].is_ascii_lowercase()
}

fn run_together(text: &str) -> Vec<Sign> {
    let runs = long_runs(text.len(), LONGEST_WORD + 1, |at| text.as_bytes()[at].is_ascii_lowercase());
    let orders = runs.filter(|run| ORDERS.iter().any(|order| text[run.clone()].contains(order)));
    orders.map(|bytes| Sign { reason: "letters run together", bytes, weight: 0.8 }).collect()
}

/// Words with figures in them, where several stand together.
fn with_figures(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut together: Vec<Range<usize>> = Vec::new();
    for word in mixed(text) {
        if together.last().is_some_and(|last| word.start > last.end + APART) {
            signs.extend(spelled(text, &together));
            together.clear();
        }
        together.push(word);
    }
    signs.extend(spelled(text, &together));
    signs
}

/// Where words with figures among their letters are.
fn mixed(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let words = std::iter::from_fn(move || {
        let figure = next(bytes, at, is_figure)?;
        let start = text[at..figure].rfind(' ').map_or(at, |space| at + space + 1);
        at = next(bytes, figure, |byte| byte == b' ').unwrap_or(bytes.len());
        Some(start..at)
    });
    words.filter(|word| is_mixed(&text[word.clone()]))
}

fn is_mixed(word: &str) -> bool {
    word.bytes().any(is_figure) && word.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_figure(byte: u8) -> bool {
    matches!(byte, b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'$' | b'@')
}

/// What stands around words with figures, read with letters in their place.
fn spelled(text: &str, together: &[Range<usize>]) -> Vec<Sign> {
    let [first, .., last] = together else { return Vec::new() };
    let start = (first.start.saturating_sub(APART)..=first.start).find(|at| text.is_char_boundary(*at)).unwrap_or(first.start);
    let end = (last.end..=text.len().min(last.end + APART)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(last.end);
    let letter = |figure: char| match figure {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    // A figure and its letter have one byte each: places stay what they are.
    let spelled: String = text[start..end].chars().map(letter).collect();
    let placed = prompt::signs(&spelled).into_iter().map(|sign| Sign { bytes: start + sign.bytes.start..start + sign.bytes.end, ..sign });
    placed.filter(|sign| text[sign.bytes.clone()].split(' ').any(is_mixed)).collect()
}

fn pulled_apart(text: &str) -> Vec<Sign> {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    // So many letters have as many gaps between them.
    long_runs(bytes.len(), 2 * SHORTEST - 1, |at| at == 0 || !is_letter(at) || !is_letter(at - 1))
        .flat_map(|run| singles(text, run))
        .collect()
}

/// Runs of single letters in a part of a text.
fn singles(text: &str, part: Range<usize>) -> Vec<Sign> {
    let (mut signs, mut letters, mut start, mut end) = (Vec::new(), String::new(), 0, 0);
    let bytes = text.as_bytes();
    let apart = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    for at in (part.start.saturating_sub(1)..part.end).filter(|at| !apart(*at)) {
        let single = bytes[at].is_ascii_lowercase() && (at == 0 || apart(at - 1)) && apart(at + 1);
        // A run ends at a word, or where more than spaces lies between.
        if !single || at > end + 3 {
            signs.extend(sign(&letters, start..end));
            letters.clear();
            start = at;
        }
        if single {
            letters.push(char::from(bytes[at]));
            end = at + 1;
        }
    }
    signs.extend(sign(&letters, start..end));
    signs
}

fn sign(letters: &str, bytes: Range<usize>) -> Option<Sign> {
    let orders = letters.len() >= SHORTEST && ORDERS.iter().any(|order| letters.contains(order));
    orders.then_some(Sign { reason: "letters pulled apart", bytes, weight: 0.88 })
}
