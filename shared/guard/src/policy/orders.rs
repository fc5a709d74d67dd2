//! Orders out of a text: with the sentences they stand in, so that what is left reads as it would without them.

use std::ops::Range;

use super::sentences::{DIVIDING, clauses, joining, sentences};
use crate::Sign;

/// What stands where nothing of a text is left to read.
pub(super) const MARK: &str = "[removed]";

/// So many bytes of letters and figures say something; fewer are a greeting.
const SAYING: usize = 12;

/// Words that are of the order they stand before.
const ASKING: &str = "please you kindly must should want need now just let";

/// So few words before an order are of it.
const FEW: usize = 2;

/// What to put in place of which ranges: nothing in place of each sentence with an order, where the others say something, else of each
/// such clause; a mark where that leaves nothing to read.
pub(super) fn cuts(text: &str, signs: &[Sign]) -> Vec<(Range<usize>, &'static str)> {
    let signs = merged(signs.iter().map(|sign| sign.bytes.clone()));
    let begins: Vec<usize> = signs.iter().map(|sign| sign.start).collect();
    let (orders, others): (Vec<_>, Vec<_>) = sentences(text, &begins).into_iter().partition(|part| !within(part, &signs).is_empty());
    if says(others.iter().map(|sentence| &text[sentence.clone()])) {
        return merged(orders).into_iter().map(|run| (to_the_end(text, run), "")).collect();
    }
    let parts = merged(orders.iter().flat_map(|sentence| cut_clauses(text, sentence, &signs)));
    if says(between(text, &parts)) {
        return parts.into_iter().map(|part| (to_the_end(text, part), "")).collect();
    }
    merged(orders).into_iter().map(|run| (run.start..run.start + text[run].trim_end().len(), MARK)).collect()
}

/// Ranges in the order of the text, those that touch as one.
fn merged(ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

/// The signs that reach into a range.
fn within<'a>(range: &Range<usize>, signs: &'a [Range<usize>]) -> &'a [Range<usize>] {
    &signs[signs.partition_point(|sign| sign.end <= range.start)..signs.partition_point(|sign| sign.start < range.end)]
}

fn says<'a>(parts: impl IntoIterator<Item = &'a str>) -> bool {
    let mut said = 0;
    parts.into_iter().any(|part| {
        said += part.chars().filter(|letter| letter.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
        said >= SAYING || said > 0 && part.contains(['?', '\u{ff1f}', '\u{61f}'])
    })
}

fn between<'a>(text: &'a str, cuts: &[Range<usize>]) -> Vec<&'a str> {
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
    starts.zip(cuts.iter().map(|cut| cut.start).chain([text.len()])).map(|(start, end)| &text[start..end]).collect()
}

/// With the space before it, where nothing stands behind it.
fn to_the_end(text: &str, cut: Range<usize>) -> Range<usize> {
    if text[cut.end..].trim().is_empty() { text[..cut.start].trim_end().len()..cut.end } else { cut }
}

/// The clauses of a sentence with signs, and what joined them to the others.
fn cut_clauses(text: &str, sentence: &Range<usize>, signs: &[Range<usize>]) -> Vec<Range<usize>> {
    let behind = text[sentence.clone()].trim_end_matches(|letter: char| !letter.is_alphanumeric()).len();
    let body = sentence.start..sentence.start + behind;
    let ordered = clauses(text, &body).into_iter().filter_map(|clause| {
        let sign = within(&clause, signs).first()?;
        let before = &text[clause.start..sign.start.max(clause.start)];
        Some(if is_apart(before) { sign.start..clause.end } else { clause })
    });
    let trimmed = merged(ordered).into_iter().map(|cut| match (cut.start == body.start, cut.end == body.end) {
        (true, true) => sentence.clone(),
        (true, false) => cut.start..cut.end + joining(&text[cut.end..body.end]),
        (false, true) => {
            let kept = text[body.start..cut.start].trim_end_matches(|letter: char| letter.is_whitespace() || DIVIDING.contains(&letter));
            body.start + kept.len()..cut.end
        }
        (false, false) => cut,
    });
    trimmed.collect()
}

/// Whether what stands before an order, with no sign between them, is something else.
fn is_apart(before: &str) -> bool {
    let is_asking = |word: &str| ASKING.split(' ').any(|known| known.eq_ignore_ascii_case(word));
    let words = || before.split_whitespace();
    words().count() > FEW && !words().any(is_asking)
}
