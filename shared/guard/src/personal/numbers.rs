//! What has figures: at each place where a number could begin, every form is tried at once.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use regex::bytes::{Regex, RegexSet};

use super::{
    cards,
    context::Surroundings,
    rules::{self, Rule},
};
use crate::{
    checks::MONTH,
    finding::{Candidate, Reason},
};

/// No form reaches further, so that the time stays linear.
pub(super) const LONGEST: usize = 80;

/// Letters before the figures of a number: `QQ 12 34 56 C`, `September 5`.
const LONGEST_LETTERS: usize = 10;

/// Between a word that touches a candidate and one at the edge of what is read lies so much confidence.
const NEARNESS: f64 = 0.06;

/// A rule this sure of its form needs no more than the form.
const PROVEN: f64 = 0.9;

struct Forms {
    set: RegexSet,
    /// Compiled when first needed: most texts need few.
    each: Vec<(OnceLock<Regex>, &'static Rule)>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let set = RegexSet::new(rules::all().map(anchored)).expect("the forms are well-formed, as the tests see");
    Forms { set, each: rules::all().map(|rule| (OnceLock::new(), rule)).collect() }
});

pub(super) fn warm() {
    LazyLock::force(&FORMS);
}

fn anchored(rule: &Rule) -> String {
    format!(r"(?-u)^(?:{})(?:\b|$)", rule.form.replace("MONTH", MONTH))
}

pub(super) fn find(text: &str, found: &mut Vec<Candidate>) {
    for start in starts(text.as_bytes()) {
        let window = &text.as_bytes()[start..text.len().min(start + LONGEST)];
        for which in FORMS.set.matches(window) {
            let (form, rule) = &FORMS.each[which];
            let form = form.get_or_init(|| Regex::new(&anchored(rule)).expect("it is one of the set"));
            let end = form.find(window).map(|matched| end_of(text, start..start + matched.end(), rule));
            found.extend(end.and_then(|end| candidate(text, start, end, rule)));
        }
    }
}

fn end_of(text: &str, matched: Range<usize>, rule: &Rule) -> usize {
    match text.get(matched.clone()) {
        Some(written) if cards::is_of_cards(rule) => matched.start + cards::number(written, &text.as_bytes()[matched.end..]).len(),
        _ => matched.end,
    }
}

fn candidate(text: &str, start: usize, end: usize, rule: &'static Rule) -> Option<Candidate> {
    let behind = &text.as_bytes()[end..];
    // A digit right behind, or behind one sign, is a part of the number that the form leaves out.
    let goes_on = match behind {
        [next, ..] if next.is_ascii_alphanumeric() => true,
        _ if cards::is_of_cards(rule) && cards::is_followed(behind) => false,
        [b'-' | b'.' | b'/' | b':' | b'@', next, ..] => next.is_ascii_digit() && rule.kind.is_some(),
        [b',', rest @ ..] => is_thousands(rest),
        [b'%', ..] => true,
        _ => false,
    };
    let (matched, glued) = (text.get(start..end)?, glued(&text.as_bytes()[..start]));
    if goes_on
        || glued == Glued::ToFigures
        || (rule.alone < PROVEN && goes_before(&text.as_bytes()[..start], matched))
        || !(rule.holds)(matched)
    {
        return None;
    }
    let range = start..end;
    let surroundings = Surroundings::of(text, &range);
    let context = surroundings.nearest(rule.context);
    let confidence = match context {
        Some((_, nearness)) => rule.beside - (1.0 - nearness) * NEARNESS,
        None if glued == Glued::ToLetters && rule.kind.is_some() => return None,
        None => rule.alone,
    };
    let reason = Reason { rule: rule.name, checked: rule.checked, context: context.map(|(word, _)| word) };
    Some(Candidate { kind: rule.kind, range, confidence, reason })
}

#[derive(PartialEq)]
enum Glued {
    Not,
    /// A path or a name that goes on: `/item-4111...`.
    ToLetters,
    /// A longer number, or money.
    ToFigures,
}

fn glued(before: &[u8]) -> Glued {
    match before {
        [.., one, b'-' | b'.' | b'/' | b'_' | b',' | b'\\'] if one.is_ascii_digit() => Glued::ToFigures,
        [.., one, b'-' | b'.' | b'/' | b'_' | b'\\'] if one.is_ascii_alphabetic() => Glued::ToLetters,
        [.., b'$'] | [.., 0xc2, 0xa3 | 0xa5] | [.., 0xe2, 0x82, 0xac] => Glued::ToFigures,
        _ => Glued::Not,
    }
}

/// Whether figures in groups begin before what was matched: `1234 5678 9012` has no number `5678 9012`.
fn goes_before(before: &[u8], matched: &str) -> bool {
    let Some(rest) = before.strip_suffix(b" ") else { return false };
    let group = rest.iter().rev().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let whole = !rest[..rest.len() - group].ends_with(b"-") && matched.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
    (3..5).contains(&group) && whole && matched.contains(' ')
}

fn is_thousands(behind: &[u8]) -> bool {
    let figures = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
    figures == 3
}

/// Where a number may begin: runs of letters and figures, short runs of letters before figures, `+` and `(` before them.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            at += 1;
            if bytes[start].is_ascii_alphanumeric() {
                let run = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len() - start);
                at = start + run;
                let has_figures = bytes[start..at].iter().any(u8::is_ascii_digit);
                if has_figures || (run <= LONGEST_LETTERS && before_figures(&bytes[at..])) {
                    return Some(start);
                }
            } else if matches!(bytes[start], b'+' | b'(' | b'*') && before_figures(&bytes[start..]) {
                return Some(start);
            }
        }
        None
    })
}

/// Whether figures follow within three signs.
fn before_figures(bytes: &[u8]) -> bool {
    let signs = bytes.iter().take(3).take_while(|byte| !byte.is_ascii_alphanumeric() && **byte < 0x80).count();
    bytes.get(signs).is_some_and(u8::is_ascii_digit)
}
