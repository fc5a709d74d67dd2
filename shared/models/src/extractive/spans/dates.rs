use super::{Sort, Span};
use crate::extractive::page::{Token, tokens};

/// A day as far as a text tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extractive) struct Day {
    /// Negative before Christ.
    pub year: Option<i32>,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

/// The first date of a text.
pub(in crate::extractive) fn day(text: &str) -> Option<Day> {
    days(&tokens(text, 0)).first().map(|(_, day)| *day)
}

/// Every date of a sentence, longest reading first at each place: `12 May 1950`, `May 12, 1950`, `May 1950`, `1950`, `the 1950s`.
pub(in crate::extractive) fn days(tokens: &[Token]) -> Vec<(Span, Day)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match day_at(tokens, at) {
            Some((last, day)) => {
                let mut span = Span::of(tokens, at, last, Sort::Date);
                if glued_year(&tokens[last - 1]) && last - at > 1 {
                    span.end = tokens[last - 1].start + 4;
                }
                found.push((span, day));
                let glued = span.end < tokens[last - 1].end;
                if glued && let Some((next_last, next)) = glued_day(tokens, last) {
                    let rest = Span { first: last - 1, last: next_last, start: span.end, end: tokens[next_last - 1].end, sort: Sort::Date };
                    found.push((rest, next));
                    at = next_last;
                } else {
                    at = last;
                }
            }
            None => at += 1,
        }
    }
    found
}

fn day_at(tokens: &[Token], at: usize) -> Option<(usize, Day)> {
    let day_first = || {
        let day = day_number(&tokens[at])?;
        let of = usize::from(tokens.get(at + 1).is_some_and(|t| t.folded == "of"));
        let month = month(tokens.get(at + 1 + of)?)?;
        Some(match tokens.get(at + 2 + of).and_then(year) {
            Some(year) => (at + 3 + of, Day { year: Some(year), month: Some(month), day: Some(day) }),
            None => (at + 2 + of, Day { year: None, month: Some(month), day: Some(day) }),
        })
    };
    let month_first = || {
        let month = month(&tokens[at])?;
        if let Some(day) = tokens.get(at + 1).and_then(day_number) {
            let year = tokens.get(at + 2).filter(|t| t.gap.trim().len() <= 1).and_then(year);
            return Some((at + 2 + usize::from(year.is_some()), Day { year, month: Some(month), day: Some(day) }));
        }
        let year = tokens.get(at + 1).and_then(year)?;
        Some((at + 2, Day { year: Some(year), month: Some(month), day: None }))
    };
    let year_alone = || {
        let token = &tokens[at];
        if era(tokens.get(at + 1)).is_some() && token.text.len() <= 4 && token.text.bytes().all(|b| b.is_ascii_digit()) {
            let sign = era(tokens.get(at + 1))?;
            return Some((at + 2, Day { year: token.text.parse::<i32>().ok().map(|y| y * sign), month: None, day: None }));
        }
        let plain = year(token).filter(|_| !token.gap.ends_with(['$', '£', '€']) && token.text.len() <= 5)?;
        let counts_something = tokens.get(at + 1).is_some_and(|next| next.follows_closely() && COUNTED.contains(&next.folded.as_str()));
        (!counts_something).then_some((at + 1, Day { year: Some(plain), month: None, day: None }))
    };
    day_first().or_else(month_first).or_else(year_alone)
}

/// Some texts have lost the dash of a life span: `22 May 18145 March 1864`.
fn glued_year(token: &Token) -> bool {
    matches!(token.text.len(), 5 | 6) && token.text.bytes().all(|b| b.is_ascii_digit()) && token.text.starts_with(['1', '2'])
}

fn glued_day(tokens: &[Token], next: usize) -> Option<(usize, Day)> {
    let day = tokens[next - 1].text.get(4..)?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = month(tokens.get(next)?)?;
    let year = year(tokens.get(next + 1)?)?;
    Some((next + 2, Day { year: Some(year), month: Some(month), day: Some(day) }))
}

fn year(token: &Token) -> Option<i32> {
    let digits = token.text.strip_suffix('s').unwrap_or(token.text);
    let digits = if glued_year(token) { digits.get(..4)? } else { digits };
    let plausible = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|year| plausible && (1000..=2100).contains(year))
}

fn day_number(token: &Token) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| token.text.strip_suffix(ending)).unwrap_or(token.text);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month(token: &Token) -> Option<u8> {
    if !token.is_capitalised() {
        return None;
    }
    let position = MONTHS.iter().position(|month| {
        token.folded == *month || token.folded.len() >= 3 && token.folded == month[..3] || token.folded == "sept" && *month == "september"
    })?;
    u8::try_from(position + 1).ok()
}

fn era(token: Option<&Token>) -> Option<i32> {
    match token?.text {
        "BC" | "BCE" => Some(-1),
        "AD" | "CE" => Some(1),
        _ => None,
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// After these a four-digit number is an amount, not a year.
const COUNTED: &[&str] = &[
    "acres",
    "cm",
    "employees",
    "feet",
    "ft",
    "hectares",
    "inhabitants",
    "km",
    "km2",
    "kilometers",
    "kilometres",
    "kg",
    "m",
    "men",
    "members",
    "meters",
    "metres",
    "miles",
    "million",
    "mm",
    "people",
    "residents",
    "seats",
    "soldiers",
    "square",
    "students",
    "tons",
    "tonnes",
    "troops",
    "points",
    "passengers",
    "households",
    "families",
    "islands",
    "copies",
    "votes",
    "homes",
    "units",
    "spectators",
    "yards",
    "pounds",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_usual_form() {
        for (text, year, month, day) in [
            ("born 12 May 1950 in", Some(1950), Some(5), Some(12)),
            ("on May 12, 1950, he", Some(1950), Some(5), Some(12)),
            ("the 3rd of June 1801", Some(1801), Some(6), Some(3)),
            ("in May 1950 at", Some(1950), Some(5), None),
            ("since 1950", Some(1950), None, None),
            ("the 1950s", Some(1950), None, None),
            ("in 44 BC", Some(-44), None, None),
            ("every 14 July", None, Some(7), Some(14)),
        ] {
            assert_eq!(super::day(text), Some(Day { year, month, day }), "{text}");
        }
    }

    #[test]
    fn amounts_are_no_years() {
        for text in ["1200 metres high", "$1500", "may be", "12 rivers", "17,098,242"] {
            assert_eq!(super::day(text), None, "{text}");
        }
    }

    #[test]
    fn a_life_span_without_its_dash_is_two_dates() {
        let text = "(22 May 18145 March 1864)";
        let found: Vec<&str> = days(&tokens(text, 0)).iter().map(|(span, _)| &text[span.start..span.end]).collect();
        assert_eq!(found, ["22 May 1814", "5 March 1864"]);
    }
}
