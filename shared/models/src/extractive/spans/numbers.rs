use super::{Sort, Span};
use crate::extractive::{
    gazetteer,
    page::{Token, tokens},
};

/// A number and what it counts, comparable with others of its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extractive) struct Quantity {
    /// In the unit's own measure: metres, square metres, kilograms, seconds.
    pub value: f64,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extractive) enum Unit {
    Plain,
    Length,
    Area,
    Mass,
    Time,
    Speed,
    Volume,
    Money,
    Percent,
    Temperature,
    Power,
}

/// The first quantity of a text.
pub(in crate::extractive) fn quantity(text: &str) -> Option<Quantity> {
    quantities(&tokens(text, 0), text, 0).first().map(|(_, quantity)| *quantity)
}

/// Every number of a sentence with its sign, magnitude and unit: `$1.18 trillion`, `40 %`, `8,849 metres`, `three sons`.
/// `text` is the passage or a part of it that begins at byte `offset`.
pub(in crate::extractive) fn quantities(tokens: &[Token], text: &str, offset: usize) -> Vec<(Span, Quantity)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(mut value) = plain_value(&tokens[at]) else {
            at += 1;
            continue;
        };
        let first = at;
        let signed = tokens[first].gap.ends_with(['-', '−']) && tokens[first].gap.len() > 1;
        at += 1;
        while let Some(factor) = tokens.get(at).filter(|t| t.gap.trim().is_empty() || t.gap == "-").and_then(|t| magnitude(&t.folded)) {
            value *= factor;
            at += 1;
        }
        let (unit, factor, taken) = unit_at(tokens, at);
        let sign = tokens[first].gap.trim_end().chars().next_back().filter(|c| "$£€¥₹".contains(*c) && !tokens[first].gap.ends_with(' '));
        let mut span = Span::of(tokens, first, at + taken, Sort::Number);
        span.start -= sign.map_or(0, char::len_utf8);
        let after = text.get(span.end - offset..).unwrap_or("");
        let percent = after.strip_prefix(' ').unwrap_or(after).starts_with('%');
        if percent {
            span.end += 1 + usize::from(after.starts_with(' '));
        }
        let degrees = after.trim_start().starts_with('°');
        let unit = match sign {
            Some(_) => Unit::Money,
            None if percent => Unit::Percent,
            None if degrees => Unit::Temperature,
            None => unit,
        };
        found.push((span, Quantity { value: value * factor * if signed { -1.0 } else { 1.0 }, unit }));
        at += taken;
    }
    found
}

fn plain_value(token: &Token) -> Option<f64> {
    if token.is_number() {
        let digits: String =
            token.text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).filter(|c| *c != ',').collect();
        let rest = token.text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        return digits.parse().ok().filter(|_| rest.is_empty() || unit(rest).is_some());
    }
    let position = NUMBER_WORDS.iter().position(|word| *word == token.folded)?;
    Some(match position {
        0..=20 => position as f64,
        tens => ((tens - 21) * 10 + 30) as f64,
    })
}

fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mn" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// The unit that begins at word `at`, its size in the unit's own measure and how many words it takes.
fn unit_at(tokens: &[Token], at: usize) -> (Unit, f64, usize) {
    let glued = tokens[at - 1].text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if let Some((sort, factor)) = unit(glued).filter(|_| tokens[at - 1].is_number()) {
        return (sort, factor, 0);
    }
    let Some(next) = tokens.get(at).filter(|t| t.follows_closely() || t.gap == "-") else {
        return (Unit::Plain, 1.0, 0);
    };
    if matches!(next.folded.as_str(), "square" | "sq" | "cubic")
        && let Some((Unit::Length, factor)) = tokens.get(at + 1).and_then(|t| unit(&t.folded))
    {
        return if next.folded == "cubic" { (Unit::Volume, factor.powi(3), 2) } else { (Unit::Area, factor * factor, 2) };
    }
    let national = matches!(next.text, "US" | "U.S" | "USA") || gazetteer::is_demonym(next.text);
    if national && let Some((Unit::Money, factor)) = tokens.get(at + 1).and_then(|t| unit(&t.folded)) {
        return (Unit::Money, factor, 2);
    }
    match unit(&next.folded) {
        Some((sort, factor)) => (sort, factor, 1),
        None if COUNTED_NOUNS.contains(&next.folded.as_str()) => (Unit::Plain, 1.0, 1),
        None => (Unit::Plain, 1.0, 0),
    }
}

fn unit(word: &str) -> Option<(Unit, f64)> {
    Some(match word {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => (Unit::Length, 1000.0),
        "m" | "metre" | "metres" | "meter" | "meters" => (Unit::Length, 1.0),
        "cm" | "centimetres" | "centimeters" => (Unit::Length, 0.01),
        "mm" | "millimetres" | "millimeters" => (Unit::Length, 0.001),
        "mi" | "mile" | "miles" => (Unit::Length, 1609.344),
        "ft" | "foot" | "feet" => (Unit::Length, 0.3048),
        "in" | "inch" | "inches" if word != "in" => (Unit::Length, 0.0254),
        "yd" | "yards" => (Unit::Length, 0.9144),
        "km2" | "km²" => (Unit::Area, 1e6),
        "m2" | "m²" => (Unit::Area, 1.0),
        "ha" | "hectare" | "hectares" => (Unit::Area, 1e4),
        "acre" | "acres" => (Unit::Area, 4046.856),
        "kg" | "kilograms" | "kilogrammes" => (Unit::Mass, 1.0),
        "g" | "gram" | "grams" => (Unit::Mass, 0.001),
        "t" | "ton" | "tons" | "tonne" | "tonnes" => (Unit::Mass, 1000.0),
        "lb" | "lbs" => (Unit::Mass, 0.4536),
        "second" | "seconds" => (Unit::Time, 1.0),
        "minute" | "minutes" | "min" => (Unit::Time, 60.0),
        "hour" | "hours" => (Unit::Time, 3600.0),
        "day" | "days" => (Unit::Time, 86400.0),
        "week" | "weeks" => (Unit::Time, 604_800.0),
        "month" | "months" => (Unit::Time, 2_629_800.0),
        "year" | "years" => (Unit::Time, 31_557_600.0),
        "kmh" | "mph" => (Unit::Speed, 1.0),
        "litres" | "liters" => (Unit::Volume, 0.001),
        "percent" => (Unit::Percent, 1.0),
        "dollars" | "euros" | "pounds" | "yen" | "rupees" | "francs" | "usd" | "eur" => (Unit::Money, 1.0),
        "mw" | "megawatts" => (Unit::Power, 1e6),
        "gw" | "gigawatts" => (Unit::Power, 1e9),
        _ => return None,
    })
}

/// Nouns that are part of the answer to "how many".
const COUNTED_NOUNS: &[&str] = &["people", "inhabitants", "residents"];

const NUMBER_WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_meet_whatever_their_unit_is_called() {
        for (text, value, unit) in [
            ("17,098,242 km2", 17_098_242e6, Unit::Area),
            ("632 square kilometres", 632e6, Unit::Area),
            ("2.1 million", 2.1e6, Unit::Plain),
            ("$1.18 trillion", 1.18e12, Unit::Money),
            ("1.2 trillion US dollars", 1.2e12, Unit::Money),
            ("70 Canadian dollars", 70.0, Unit::Money),
            ("40 %", 40.0, Unit::Percent),
            ("twelve", 12.0, Unit::Plain),
            ("1,000 feet", 304.8, Unit::Length),
            ("3.5km", 3500.0, Unit::Length),
            ("thirty", 30.0, Unit::Plain),
        ] {
            let found = super::quantity(text).expect(text);
            assert_eq!(found.unit, unit, "{text}");
            assert!((found.value - value).abs() < value * 1e-9, "{text}: {}", found.value);
        }
    }

    #[test]
    fn a_span_takes_its_sign_and_unit_along() {
        for (text, span) in
            [("about $1.18 trillion in all", "$1.18 trillion"), ("some 40 % of it", "40 %"), ("is 8,849 metres high", "8,849 metres")]
        {
            let found = quantities(&tokens(text, 0), text, 0);
            assert_eq!(&text[found[0].0.start..found[0].0.end], span);
        }
    }
}
