//! What is written behind a card's number: the code on its back, and until when it holds.

use super::rules::Rule;
use crate::{Kind, checks::card};

/// A code, a month and a year.
const MOST_GROUPS: usize = 3;

pub(super) fn is_of_cards(rule: &Rule) -> bool {
    rule.kind == Some(Kind::CreditCard) && rule.checked
}

/// The card's number in what was matched: without a last group of three or four figures, where it is none with them. One group alone is
/// tried so, and none of a longer run, in which some number or other is a card's by chance.
pub(super) fn number<'a>(matched: &'a str, behind: &[u8]) -> &'a str {
    if card(matched) || matches!(behind, [b' ' | b'.', next, ..] if next.is_ascii_digit()) {
        return matched;
    }
    let Some(at) = matched.rfind([' ', '-', '.']) else { return matched };
    let shorter = matched[..at].trim_end_matches([' ', '-', '.']);
    let is_card_with_code = (3..=4).contains(&(matched.len() - at - 1)) && card(shorter);
    if is_card_with_code { shorter } else { matched }
}

/// Whether what is glued to a number is what cards have behind theirs, `/123` or `-12/27`, and not more of a longer number.
pub(super) fn is_followed(behind: &[u8]) -> bool {
    let mut rest = behind;
    for group in 0..=MOST_GROUPS {
        let [b'-' | b'/' | b':' | b',', next, ..] = rest else { return group > 0 && !rest.first().is_some_and(u8::is_ascii_alphanumeric) };
        if !next.is_ascii_digit() {
            return group > 0;
        }
        let figures = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(2..=4).contains(&figures) {
            return false;
        }
        rest = &rest[1 + figures..];
    }
    false
}
