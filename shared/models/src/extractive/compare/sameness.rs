use std::collections::BTreeSet;

use genesis_text::{fold, is_stop_word, words};

use crate::extractive::{gazetteer, spans};

/// Whether two answers mean the same thing: one nation, one date as far as both tell it, one amount, or one name in the other.
pub(in crate::extractive) fn same(one: &str, two: &str) -> bool {
    if let (Some(one), Some(two)) = (nation(one), nation(two)) {
        return one == two;
    }
    let (first, second) = (name(one), name(two));
    if first == second {
        return true;
    }
    if let (Some(one), Some(two)) = (spans::day(one), spans::day(two)) {
        let meet = |one: Option<u8>, two: Option<u8>| one.is_none() || two.is_none() || one == two;
        return one.year == two.year && meet(one.month, two.month) && meet(one.day, two.day);
    }
    if let (Some(one), Some(two)) = (number(one), number(two)) {
        return one.unit == two.unit && (one.value - two.value).abs() <= 1e-9 * one.value.abs();
    }
    !first.is_empty() && !second.is_empty() && (first.is_subset(&second) || second.is_subset(&first))
}

/// What stands in every list.
pub(super) fn in_common(given: &[&str]) -> Option<String> {
    let (first, rest) = given.split_first()?;
    let everywhere = |item: &&str| rest.iter().all(|list| items(list).iter().any(|other| same(item, other)));
    let shared: Vec<&str> = items(first).into_iter().filter(everywhere).collect();
    if !shared.is_empty() {
        return Some(shared.join(", "));
    }
    let whole = rest.iter().all(|other| same(first, other));
    whole.then(|| (*first).to_owned())
}

fn items(list: &str) -> Vec<&str> {
    list.split([',', ';'])
        .flat_map(|part| part.split(" and "))
        .map(|item| item.trim().trim_start_matches("and "))
        .filter(|item| !item.is_empty())
        .collect()
}

fn nation(text: &str) -> Option<String> {
    gazetteer::nation_key(text).or_else(|| gazetteer::nation_key(text.rsplit_once(", ")?.1))
}

fn name(text: &str) -> BTreeSet<String> {
    words(text).map(|word| fold(word.text)).filter(|word| !is_stop_word(word)).collect()
}

/// A text that is an amount, not a name with a number in it.
fn number(text: &str) -> Option<spans::Quantity> {
    let lead = text.trim_start_matches(['$', '£', '€', '~']).starts_with(|c: char| c.is_ascii_digit());
    spans::quantity(text).filter(|_| lead)
}
