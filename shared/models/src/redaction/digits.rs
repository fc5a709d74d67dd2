use std::ops::Range;

use super::{Masked, runs};

const CARD: &str = "";
const SOCIAL_SECURITY: &str = "***-**-****";

/// How cards are written in groups.
const CARD_SHAPES: [&[usize]; 4] = [&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

pub(super) fn find(text: &str) -> Vec<Masked> {
    let groups = runs(text, |byte| byte.is_ascii_digit());
    let (mut found, mut at) = (Vec::new(), 0);
    while at < groups.len() {
        let count = match card(text, &groups[at..]).map(|count| (count, CARD)).or_else(|| number(text, &groups, at)) {
            Some((count, mask)) => {
                found.push((groups[at].start..groups[at + count - 1].end, mask));
                count
            }
            None => 1,
        };
        at += count;
    }
    found
}

/// Of how many of the first groups a card is made.
fn card(text: &str, groups: &[Range<usize>]) -> Option<usize> {
    let single = (13..=19).contains(&groups[0].len()).then_some(1);
    let shape = || CARD_SHAPES.iter().find(|shape| has_shape(text, groups, shape, b" -")).map(|shape| shape.len());
    let count = single.or_else(shape)?;
    let place = groups[0].start..groups[count - 1].end;
    let digits: Vec<u32> = text[place.clone()].chars().filter_map(|c| c.to_digit(10)).collect();
    (stands_alone(text, &place) && is_issued(&digits) && has_luhn_sum(&digits)).then_some(count)
}

/// A social security number, with what masks it.
fn number(text: &str, groups: &[Range<usize>], at: usize) -> Option<(usize, &'static str)> {
    let here = &groups[at..];
    if !has_shape(text, here, &[3, 2, 4], b"-") {
        return None;
    }
    let place = here[0].start..here[2].end;
    let spoken = |group: usize| &text[here[group].clone()];
    let is_assigned = !matches!(spoken(0), "000" | "666") && !spoken(0).starts_with('9') && spoken(1) != "00" && spoken(2) != "0000";
    let beside = |byte: Option<&u8>| byte == Some(&b'-');
    let bytes = text.as_bytes();
    let is_longer = beside(place.start.checked_sub(1).map(|before| &bytes[before])) || beside(bytes.get(place.end));
    (is_assigned && !is_longer && stands_alone(text, &place)).then_some((3, SOCIAL_SECURITY))
}

/// Whether the first groups are as long as that, with one and the same of these separators between them.
fn has_shape(text: &str, groups: &[Range<usize>], shape: &[usize], separators: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let is_joined = |pair: &[Range<usize>]| pair[0].end + 1 == pair[1].start && bytes[pair[0].end] == bytes[groups[0].end];
    groups.len() >= shape.len()
        && groups.iter().zip(shape).all(|(group, length)| group.len() == *length)
        && separators.contains(&bytes[groups[0].end])
        && groups[..shape.len()].windows(2).all(is_joined)
}

/// Whether it is no part of a word or of a longer number.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..place.start].chars().next_back();
    before.is_none_or(|c| !is_part(c) && c != '.' && c != ',') && text[place.end..].chars().next().is_none_or(|c| !is_part(c))
}

/// Whether a card network begins its numbers so.
fn is_issued(digits: &[u32]) -> bool {
    let first = digits.iter().take(4).fold(0, |number, digit| 10 * number + digit);
    (2221..=2720).contains(&first) || (3000..7000).contains(&first)
}

fn has_luhn_sum(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit }).sum();
    sum.is_multiple_of(10)
}
