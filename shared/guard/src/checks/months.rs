//! Days that a calendar has.

use super::digits::{digits, letters_and_digits};

pub(crate) const MONTH: &str = "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f(?:e|\u{e9})vr(?:ier)?|mar(?:ch|s|zo)?|m\u{e4}rz|apr(?:il)?|avr(?:il)?|may|mai|mayo|june?|juni|juin|july?|juli|juillet|aug(?:ust)?|ao\u{fb}t|sept?(?:ember)?|septembre|o[ck]t(?:ober)?|octobre|nov(?:ember|embre)?|de[cz](?:ember)?|d\u{e9}c(?:embre)?|enero|febrero|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";

fn is_day(day: u32, month: u32) -> bool {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=longest).contains(&day)
}

fn pairs(digits: &[u32]) -> Vec<u32> {
    digits.chunks(2).map(|pair| pair.iter().fold(0, |number, digit| number * 10 + digit)).collect()
}

/// A number that begins with six digits DDMMYY.
pub(crate) fn day_month_year(text: &str) -> bool {
    matches!(pairs(&digits(text))[..], [day, month, ..] if is_day(day, month))
}

/// A number that begins with six digits YYMMDD.
pub(crate) fn year_month_day(text: &str) -> bool {
    matches!(pairs(&digits(text))[..], [_, month, day, ..] if is_day(day, month))
}

/// Four letters, then YYMMDD: Mexico's CURP.
pub(crate) fn date_and_month(text: &str) -> bool {
    let day: String = letters_and_digits(text).into_iter().skip(4).map(char::from).collect();
    year_month_day(&day)
}

/// A date in figures, in whichever order.
pub(crate) fn plausible_date(text: &str) -> bool {
    let parts: Vec<u32> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let is_year = |year: u32| year < 100 || (1800..2200).contains(&year);
    match parts[..] {
        [year, month, day] if year > 31 => is_year(year) && is_day(day, month),
        [one, other, year] => is_year(year) && (is_day(one, other) || is_day(other, one)),
        _ => false,
    }
}
