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
        "height" | "elevation" | "length" | "tall" | "high" | "long" | "wide" | "deep" | "depth" | "width" | "far" | "distance" | "span" => Unit::Length,
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

const COUNTRIES: &[&str] = &["country", "nation", "kingdom"];
const STATES: &[&str] = &["state"];
const YEARS: &[&str] = &["year", "decade", "century"];
const DATES: &[&str] = &["date", "day", "birthday", "birthdate", "time", "inception", "month", "season"];
const NUMBERS: &[&str] = &[
    "population", "number", "height", "elevation", "length", "area", "size", "distance", "depth", "width", "weight", "amount", "age", "gdp", "total",
    "capacity", "speed", "price", "cost", "temperature", "budget", "revenue", "rate", "debt", "salary", "value", "gross",
];
const PERSONS: &[&str] = &[
    "person", "man", "woman", "actor", "actress", "singer", "songwriter", "musician", "rapper", "composer", "director", "filmmaker", "producer",
    "screenwriter", "writer", "author", "novelist", "poet", "playwright", "journalist", "artist", "painter", "sculptor", "architect", "engineer",
    "scientist", "physicist", "chemist", "biologist", "mathematician", "astronomer", "philosopher", "historian", "economist", "inventor",
    "explorer", "astronaut", "politician", "president", "king", "queen", "emperor", "monarch", "ruler", "leader", "minister", "chancellor", "governor",
    "mayor", "senator", "general", "officer", "soldier", "footballer", "player", "cricketer", "athlete", "swimmer", "sprinter", "cyclist", "boxer",
    "wrestler", "driver", "coach", "manager", "captain", "founder", "cofounder", "ceo", "chairman", "businessman", "entrepreneur", "lawyer",
    "judge", "doctor", "physician", "nurse", "professor", "teacher", "student", "pope", "bishop", "priest", "saint", "father", "mother", "son",
    "daughter", "brother", "sister", "sibling", "child", "wife", "husband", "spouse", "grandfather", "grandmother", "uncle", "aunt", "cousin",
    "drummer", "guitarist", "vocalist", "pianist", "conductor", "dancer", "comedian", "model", "host", "presenter", "star", "performer", "winner",
    "nobleman", "prince", "princess", "duke", "earl", "baron", "count", "lord", "character", "owner", "creator", "designer", "developer", "member",
    "spokesperson", "activist", "theologian", "librettist", "inventor", "discoverer", "builder", "sovereign", "goalkeeper", "quarterback",
    "pitcher", "hero", "god", "goddess", "figure", "choreographer", "photographer", "chef", "narrator", "successor", "predecessor", "heir",
];
const PLACES: &[&str] = &[
    "place", "city", "town", "village", "county", "district", "province", "region", "island", "river", "lake", "sea", "ocean", "mountain", "capital",
    "birthplace", "hometown", "suburb", "neighborhood", "neighbourhood", "borough", "municipality", "territory", "area", "location", "venue",
    "stadium", "arena", "airport", "building", "street", "bridge", "park", "castle", "palace", "cathedral", "church", "mount", "peak", "volcano",
    "desert", "valley", "peninsula", "bay", "strait", "headquarters", "parish", "commune", "township", "settlement", "hamlet", "tower", "temple",
    "museum", "canton", "prefecture", "archipelago", "harbor", "harbour", "port", "community", "locality", "department", "governorate", "oblast", "skyscraper",
    "landmark", "hill", "range", "creek", "stream", "tributary", "canal", "waterfall", "glacier", "beach", "planet", "cemetery", "burial",
];
const WORKS: &[&str] = &[
    "film", "movie", "book", "novel", "song", "album", "single", "play", "opera", "series", "show", "sitcom", "poem", "painting", "sculpture", "game",
    "magazine", "newspaper", "journal", "musical", "track", "title", "symphony", "story", "work", "episode", "soundtrack", "comic", "anime", "manga",
    "documentary", "program", "programme", "trilogy", "drama", "comedy", "thriller", "piece", "hymn", "anthem", "video",
];
const ORGANISATIONS: &[&str] = &[
    "company", "organization", "organisation", "band", "group", "team", "club", "university", "college", "school", "institution", "institute", "party",
    "agency", "label", "publisher", "studio", "network", "channel", "station", "corporation", "firm", "brand", "manufacturer", "league", "airline",
    "bank", "church", "army", "military", "orchestra", "employer", "museum", "franchise", "conference", "society", "union", "alma", "duo", "trio",
    "broadcaster", "distributor", "foundation", "academy", "hospital", "subsidiary", "federation", "association", "denomination", "government",
    "laboratory", "lab", "semiconductor", "motors", "records", "pictures", "technologies", "systems", "industries", "entertainment", "press", "maker",
    "startup", "bureau", "ministry", "parliament", "senate", "council", "committee", "commission", "fc",
];
const EVENTS: &[&str] = &[
    "war", "battle", "olympics", "cup", "tournament", "festival", "election", "championship", "prize", "award", "treaty", "revolution", "expedition",
    "census", "ceremony", "medal", "act", "crisis", "movement", "era", "dynasty", "empire", "bowl", "tour", "race", "mission", "race", "event",
];
const PHRASES: &[&str] = &[
    "position", "genre", "occupation", "profession", "job", "instrument", "sport", "religion", "type", "kind", "color", "colour", "role", "title",
    "nickname", "material", "style", "species", "field", "subject", "term", "word", "meaning", "animal", "food", "currency", "format", "element",
];

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
