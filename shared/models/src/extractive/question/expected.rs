use super::nouns::{COUNTRIES, DATES, EVENTS, NUMBERS, ORGANISATIONS, PERSONS, PHRASES, PLACES, STATES, WORKS, YEARS};
use crate::extractive::spans::Unit;

/// The sort of thing that would answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extractive) enum Expected {
    Person,
    Organisation,
    Place,
    Country,
    State,
    Continent,
    Date,
    Year,
    Number,
    Percent,
    Work,
    Nationality,
    Language,
    Cause,
    YesNo,
    /// A proper name of whatever sort.
    Name,
    /// Any short phrase.
    Phrase,
}

impl Expected {
    /// Whether an answer of one sort can be one of the other, seen more closely.
    pub fn agrees_with(self, other: Expected) -> bool {
        use Expected::{Cause, Name, Phrase, YesNo};
        let open = |sort| matches!(sort, Name | Phrase);
        let closed = |sort| matches!(sort, YesNo | Cause);
        (open(self) && !closed(other)) || (open(other) && !closed(self)) || self.family() == other.family()
    }

    fn family(self) -> u8 {
        match self {
            Expected::Person | Expected::Organisation => 0,
            Expected::Place | Expected::Country | Expected::State | Expected::Continent | Expected::Nationality => 1,
            Expected::Date | Expected::Year => 2,
            Expected::Number | Expected::Percent => 3,
            Expected::Work => 4,
            Expected::Language => 5,
            Expected::Cause => 6,
            Expected::YesNo => 7,
            Expected::Name | Expected::Phrase => 8,
        }
    }
}

/// What a noun asks for: `which actor` a person, `what county` a place. The noun is folded.
pub(in crate::extractive) fn expected_of_noun(noun: &str) -> Option<Expected> {
    let singular = singular(noun);
    let named = |list: &[&str]| list.contains(&noun) || list.contains(&singular.as_str());
    let found = [
        (COUNTRIES, Expected::Country),
        (STATES, Expected::State),
        (&["continent"], Expected::Continent),
        (YEARS, Expected::Year),
        (DATES, Expected::Date),
        (&["percentage", "percent"], Expected::Percent),
        (NUMBERS, Expected::Number),
        (&["nationality", "citizenship"], Expected::Nationality),
        (&["language"], Expected::Language),
        (&["cause", "reason"], Expected::Cause),
        (PERSONS, Expected::Person),
        (PLACES, Expected::Place),
        (WORKS, Expected::Work),
        (ORGANISATIONS, Expected::Organisation),
        (PHRASES, Expected::Phrase),
        (EVENTS, Expected::Name),
    ];
    found.into_iter().find(|(list, _)| named(list)).map(|(_, expected)| expected)
}

/// The measure a noun or adjective of size is told in.
pub(in crate::extractive) fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "height" | "elevation" | "length" | "tall" | "high" | "long" | "wide" | "deep" | "depth" | "width" | "far" | "distance"
        | "span" => Unit::Length,
        "area" | "large" | "size" | "cover" | "covers" => Unit::Area,
        "weight" | "weigh" | "mass" | "heavy" => Unit::Mass,
        "duration" => Unit::Time,
        "speed" | "fast" => Unit::Speed,
        "temperature" | "hot" | "cold" => Unit::Temperature,
        "price" | "cost" | "gdp" | "revenue" | "budget" | "salary" | "debt" => Unit::Money,
        "capacity" | "population" | "medals" => Unit::Plain,
        "percentage" | "percent" => Unit::Percent,
        _ => return None,
    })
}

fn singular(noun: &str) -> String {
    match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_says_what_it_asks_for() {
        for (noun, expected) in [
            ("actors", Expected::Person),
            ("county", Expected::Place),
            ("countries", Expected::Country),
            ("population", Expected::Number),
            ("birthday", Expected::Date),
            ("band", Expected::Organisation),
            ("novel", Expected::Work),
        ] {
            assert_eq!(expected_of_noun(noun), Some(expected), "{noun}");
        }
        assert_eq!(expected_of_noun("gloaming"), None);
    }
}
