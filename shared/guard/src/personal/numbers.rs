//! What has figures: at each place where a number could begin, every form is tried at once.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use regex::bytes::{Regex, RegexSet, RegexSetBuilder};

use super::{
    cards,
    context::{Nearby, Words},
    rules::{self, Rule},
};
use crate::{
    checks::MONTH,
    finding::{Candidate, Reason},
    leaps::next,
};

/// No form reaches further, so that the time stays linear.
pub(super) const LONGEST: usize = 80;

/// Letters before the figures of a number: `QQ 12 34 56 C`, `September 5`.
const LONGEST_LETTERS: usize = 10;

/// Signs between a number's letters and its figures.
const MOST_SIGNS: usize = 3;

/// Between a word that touches a candidate and one at the edge of what is read lies so much confidence.
const NEARNESS: f64 = 0.06;

/// What the forms have been found to be is kept, in bytes. With less, text that is full of figures is read again and again.
const CACHE: usize = 16 << 20;

/// A rule this sure of its form needs no more than the form.
const PROVEN: f64 = 0.9;

/// A rule at least this sure speaks for itself; any other needs a word of its context.
const SURE: f64 = 0.5;

/// Forms that are tried at once.
struct Forms {
    set: RegexSet,
    each: Vec<Form>,
}

struct Form {
    rule: &'static Rule,
    context: Words,
    /// Compiled when first needed: most texts need few.
    exact: OnceLock<Regex>,
}

static SURE_FORMS: LazyLock<Forms> = LazyLock::new(|| forms(|rule| rule.alone >= SURE));
static OTHER_FORMS: LazyLock<Forms> = LazyLock::new(|| forms(|rule| rule.alone < SURE));

fn forms(belongs: fn(&Rule) -> bool) -> Forms {
    let rules = || rules::all().filter(|rule| belongs(rule));
    let set = RegexSetBuilder::new(rules().map(shaped)).dfa_size_limit(CACHE).build();
    let each = rules().map(|rule| Form { rule, context: Words::of(rule.context), exact: OnceLock::new() }).collect();
    Forms { set: set.expect("the forms are well-formed, as the tests see"), each }
}

pub(super) fn warm() {
    LazyLock::force(&SURE_FORMS);
    LazyLock::force(&OTHER_FORMS);
}

fn anchored(rule: &Rule) -> String {
    format!(r"(?-u)^(?:{})(?:\b|$)", rule.form.replace("MONTH", MONTH))
}

/// Anything of the rule's form is of this one.
fn shaped(rule: &Rule) -> String {
    format!("(?-u)^(?:{})", rule.shape.unwrap_or(rule.form).replace("MONTH", r"[A-Za-z\x80-\xff]{3,11}"))
}

/// What is at least so likely.
pub(super) fn find(text: &str, nearby: &Nearby<'_>, least: f64, found: &mut Vec<Candidate>) {
    for start in starts(text.as_bytes()) {
        let glued = glued(&text.as_bytes()[..start]);
        if glued == Glued::ToFigures {
            continue;
        }
        let window = &text.as_bytes()[start..text.len().min(start + LONGEST)];
        let others = (least < SURE || nearby.may_be(start, LONGEST, None)).then_some(&*OTHER_FORMS);
        for forms in [Some(&*SURE_FORMS), others].into_iter().flatten() {
            for which in forms.set.matches(window) {
                let form = &forms.each[which];
                if form.rule.alone < least && !nearby.may_be(start, LONGEST, Some(&form.context)) {
                    continue;
                }
                let exact = form.exact.get_or_init(|| Regex::new(&anchored(form.rule)).expect("it is one of the set"));
                let end = exact.find(window).map(|matched| end_of(text, start..start + matched.end(), form.rule));
                found.extend(end.and_then(|end| candidate(text, start..end, form, glued, nearby)));
            }
        }
    }
}

fn end_of(text: &str, matched: Range<usize>, rule: &Rule) -> usize {
    match text.get(matched.clone()) {
        Some(written) if cards::is_of_cards(rule) => matched.start + cards::number(written, &text.as_bytes()[matched.end..]).len(),
        _ => matched.end,
    }
}

fn candidate(text: &str, range: Range<usize>, form: &Form, glued: Glued, nearby: &Nearby<'_>) -> Option<Candidate> {
    let (rule, Range { start, end }) = (form.rule, range.clone());
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
    let matched = text.get(start..end)?;
    if goes_on || (rule.alone < PROVEN && goes_before(&text.as_bytes()[..start], matched)) || !(rule.holds)(matched) {
        return None;
    }
    let context = nearby.nearest(&range, &form.context);
    let confidence = match context {
        Some((_, nearness)) => rule.beside - (1.0 - nearness) * NEARNESS,
        None if glued == Glued::ToLetters && rule.kind.is_some() => return None,
        None => rule.alone,
    };
    let reason = Reason { rule: rule.name, checked: rule.checked, context: context.map(|(word, _)| word) };
    Some(Candidate { kind: rule.kind, range, confidence, reason })
}

#[derive(Clone, Copy, PartialEq)]
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
    let (mut at, mut figure) = (0, None);
    std::iter::from_fn(move || {
        loop {
            if figure.is_none_or(|figure| figure < at) {
                figure = next(bytes, at, |byte| byte.is_ascii_digit());
                at = at.max(ahead_of(bytes, figure?));
            }
            let start = at;
            at += 1;
            if bytes[start].is_ascii_alphanumeric() {
                let run = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len() - start);
                at = start + run;
                let has_figures = figure.is_some_and(|figure| figure < at);
                if has_figures || (run <= LONGEST_LETTERS && before_figures(&bytes[at..])) {
                    return Some(start);
                }
            } else if matches!(bytes[start], b'+' | b'(' | b'*') && before_figures(&bytes[start..]) {
                return Some(start);
            }
        }
    })
}

/// Nothing before this place begins a number that has its first figure there.
fn ahead_of(bytes: &[u8], figure: usize) -> usize {
    let run = |end: usize| end - bytes[..end].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let start = run(figure);
    run(start - bytes[..start].iter().rev().take(MOST_SIGNS).take_while(|byte| is_sign(**byte)).count())
}

/// Whether figures follow behind a few signs.
fn before_figures(bytes: &[u8]) -> bool {
    let signs = bytes.iter().take(MOST_SIGNS).take_while(|byte| is_sign(**byte)).count();
    bytes.get(signs).is_some_and(u8::is_ascii_digit)
}

fn is_sign(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}
