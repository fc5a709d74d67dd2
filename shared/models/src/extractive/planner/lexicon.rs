//! The small words of English, and the nouns that name a relation, a person, a place or a time.

use super::token::Token;

/// Words that ask.
pub const WH: &[&str] = &["who", "whom", "whose", "what", "which", "where", "when", "why", "how"];

pub const BE: &[&str] = &["is", "are", "was", "were", "am"];
pub const DO: &[&str] = &["do", "does", "did"];
pub const HAVE: &[&str] = &["has", "have", "had"];
pub const MODAL: &[&str] = &["can", "could", "will", "would", "shall", "should", "may", "might", "must"];

/// Words that open a relative clause.
pub const RELATIVE: &[&str] = &["that", "which", "who", "whom", "whose", "where", "when", "who's"];

pub const ARTICLES: &[&str] = &["the", "a", "an"];
pub const DETERMINERS: &[&str] =
    &["the", "a", "an", "its", "his", "her", "their", "this", "these", "those", "each", "every", "any", "some", "no", "all"];

#[rustfmt::skip]
pub const PREPOSITIONS: &[&str] = &[
    "about", "above", "according", "across", "after", "against", "along", "alongside", "among", "amongst", "around", "as", "at", "before",
    "behind", "below", "beside", "besides", "between", "beyond", "by", "despite", "down", "during", "except", "following", "for", "from",
    "in", "including", "inside", "into", "like", "near", "of", "off", "on", "onto", "opposite", "out", "outside", "over", "per", "since",
    "than", "through", "throughout", "to", "toward", "towards", "under", "until", "up", "upon", "via", "with", "within", "without",
];

pub const CONJUNCTIONS: &[&str] = &["and", "or", "but", "if", "because", "while", "so", "nor", "yet", "although", "though", "whether"];
pub const PRONOUNS: &[&str] =
    &["he", "she", "it", "they", "him", "them", "i", "you", "we", "us", "me", "there", "himself", "herself", "itself"];
#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "already", "also", "always", "both", "commonly", "currently", "directly", "eventually", "ever", "famously", "finally", "first",
    "formerly", "generally", "initially", "jointly", "just", "last", "later", "loosely", "mainly", "most", "mostly", "never", "not",
    "now", "officially", "often", "once", "only", "originally", "partly", "previously", "primarily", "recently", "reportedly", "still",
    "then", "usually", "well", "widely",
];

pub fn is_adverb(token: &Token) -> bool {
    const NOUNS_IN_LY: &[&str] =
        &["family", "assembly", "supply", "monopoly", "reply", "ally", "italy", "july", "butterfly", "anomaly", "only", "early", "daily"];
    let ly = token.low.len() > 4 && token.low.ends_with("ly") && !NOUNS_IN_LY.contains(&token.low.as_str());
    token.is(ADVERBS) || (token.is_plain() && ly)
}

pub fn is_auxiliary(word: &str) -> bool {
    [BE, DO, HAVE, MODAL].iter().any(|list| list.contains(&word))
}

/// A word that carries grammar and can be neither a noun nor part of one.
pub fn is_function_word(word: &str) -> bool {
    is_auxiliary(word)
        || [WH, DETERMINERS, PREPOSITIONS, CONJUNCTIONS, PRONOUNS, RELATIVE].iter().any(|list| list.contains(&word))
        || ["be", "been", "being", "not"].contains(&word)
}

/// Words other than function words that questions begin with.
pub fn opens_a_question(word: &str) -> bool {
    [
        "name",
        "tell",
        "give",
        "list",
        "find",
        "describe",
        "explain",
        "compare",
        "summarize",
        "show",
        "discuss",
        "both",
        "please",
        "someone",
        "somebody",
        "another",
        "one",
        "several",
        "take",
        "consider",
        "think",
        "state",
        "identify",
        "say",
        "whats",
        "how",
    ]
    .contains(&word)
}

/// Whether the noun names what stands in a fixed relation to something: `capital`, `director`, `father`.
pub fn is_relation(noun: &str) -> bool {
    RELATIONS.contains(&noun) || is_kin(noun) || is_role(noun)
}

pub fn is_kin(noun: &str) -> bool {
    KIN.contains(&singular(noun).as_str())
}

/// Whether `who` asks for what the noun names.
pub fn is_person(noun: &str) -> bool {
    let noun = singular(noun);
    is_kin(&noun) || is_role(&noun) || PERSONS.contains(&noun.as_str())
}

pub fn is_role_or_kin(noun: &str) -> bool {
    is_role(noun) || is_kin(noun)
}

fn is_role(noun: &str) -> bool {
    ROLES.contains(&singular(noun).as_str())
}

pub fn is_place(noun: &str) -> bool {
    PLACES.contains(&singular(noun).as_str())
}

/// Something written, filmed, played or sung, whose title usually follows it.
pub fn is_work(noun: &str) -> bool {
    WORKS.contains(&singular(noun).as_str())
}

pub fn is_time(noun: &str) -> bool {
    TIMES.contains(&noun)
}

/// Whether the noun names something measured or counted.
pub fn is_quantity(noun: &str) -> bool {
    const QUANTITIES: &[&str] =
        &["population", "area", "height", "length", "size", "gdp", "number", "distance", "depth", "age", "weight", "budget", "elevation"];
    QUANTITIES.contains(&noun)
}

/// Nouns that name no more than a kind, so that only a clause says which one is meant.
pub fn is_general(noun: &str) -> bool {
    let noun = singular(noun);
    is_place(&noun) || GENERAL.contains(&noun.as_str())
}

/// Whether the word compares one with all others: `largest`, `most`, `second`, `only`.
pub fn is_superlative(word: &str) -> bool {
    const NOT: &[&str] =
        &["west", "east", "forest", "rest", "test", "guest", "interest", "contest", "request", "quest", "protest", "best-known"];
    const ALSO: &[&str] = &["most", "least", "first", "last", "second", "third", "fourth", "fifth", "only", "latest", "best", "worst"];
    const NTH: &[&str] = &["1st", "2nd", "3rd"];
    ALSO.contains(&word)
        || NTH.contains(&word)
        || (word.len() > 4 && word.ends_with("est") && !NOT.contains(&word))
        || (word.ends_with("th") && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The singular of a noun in lower case.
pub fn singular(noun: &str) -> String {
    const IRREGULAR: &[(&str, &str)] = &[
        ("people", "person"),
        ("men", "man"),
        ("women", "woman"),
        ("children", "child"),
        ("wives", "wife"),
        ("cities", "city"),
        ("movies", "movie"),
    ];
    const UNCHANGED: &[&str] = &["series", "species", "united states", "olympics", "news", "headquarters"];
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == noun) {
        return (*one).to_owned();
    }
    if UNCHANGED.contains(&noun) || noun.len() < 4 || noun.ends_with("ss") || noun.ends_with("us") || noun.ends_with("is") {
        return noun.to_owned();
    }
    if let Some(stem) = noun.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes"] {
        if noun.ends_with(ending) {
            return noun[..noun.len() - 2].to_owned();
        }
    }
    noun.strip_suffix('s').unwrap_or(noun).to_owned()
}

#[rustfmt::skip]
const KIN: &[&str] = &[
    "ancestor", "aunt", "boyfriend", "brother", "brother-in-law", "child", "child-in-law", "cousin", "daughter", "daughter-in-law",
    "father", "father-in-law", "fiancé", "fiancée", "girlfriend", "grandchild", "granddaughter", "grandfather", "grandmother",
    "grandparent", "grandson", "heir", "husband", "mother", "mother-in-law", "nephew", "niece", "parent", "partner", "sibling", "sister",
    "sister-in-law", "son", "son-in-law", "spouse", "stepchild", "stepdaughter", "stepfather", "stepmother", "stepson", "uncle", "widow",
    "wife",
];

#[rustfmt::skip]
const ROLES: &[&str] = &[
    "actor", "actress", "announcer", "architect", "artist", "assassin", "author", "bassist", "bishop", "builder", "captain", "ceo",
    "chairman", "chairperson", "chairwoman", "chancellor", "cinematographer", "co-founder", "coach", "cofounder", "commander", "composer",
    "conductor", "creator", "designer", "developer", "director", "discoverer", "drummer", "editor", "emperor", "employer", "founder",
    "frontman", "governor", "guitarist", "head", "holder", "host", "illustrator", "inventor", "killer", "king", "leader", "librettist",
    "lyricist", "maker", "manager", "manufacturer", "mayor", "mentor", "minister", "monarch", "namesake", "narrator", "owner", "owners",
    "painter", "performer", "pope", "predecessor", "premier", "presenter", "president", "producer", "publisher", "queen", "ruler",
    "screenwriter", "sculptor", "singer", "songwriter", "sponsor", "star", "student", "successor", "teacher", "trainer", "translator",
    "vocalist", "winner", "writer",
];

#[rustfmt::skip]
const PERSONS: &[&str] = &[
    "actor", "actress", "astronaut", "astronomer", "athlete", "biologist", "boxer", "boy", "businessman", "businesswoman", "character",
    "chemist", "climber", "comedian", "congressman", "congresswoman", "cricketer", "cyclist", "dancer", "doctor", "dramatist", "driver", "economist",
    "engineer", "entrepreneur", "explorer", "filmmaker", "footballer", "general", "girl", "golfer", "historian", "journalist", "judge",
    "lawyer", "man", "mathematician", "member", "model", "mountaineer", "musician", "novelist", "people", "person", "philosopher", "physician",
    "physicist", "player", "playwright", "poet", "politician", "prince", "princess", "racer", "rapper", "runner", "saint", "scientist",
    "senator", "somebody", "someone", "swimmer", "woman", "wrestler",
];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "area", "birthplace", "borough", "building", "canton", "capital", "city", "community", "continent", "country", "county", "department",
    "district", "hemisphere", "hometown", "island", "kingdom", "location", "municipality", "nation", "neighborhood", "neighbourhood",
    "place", "planet", "prefecture", "province", "region", "republic", "state", "street", "suburb", "territory", "town", "village",
];

#[rustfmt::skip]
const WORKS: &[&str] = &[
    "album", "anime", "ballet", "band", "book", "cartoon", "comic", "documentary", "duo", "ep", "episode", "film", "franchise", "game",
    "group", "journal", "magazine", "manga", "movie", "musical", "newspaper", "novel", "opera", "painting", "piece", "play", "poem",
    "program", "programme", "sculpture", "series", "show", "single", "sitcom", "song", "soundtrack", "story", "symphony", "track",
    "trilogy", "video", "videogame",
];

const TIMES: &[&str] = &["year", "day", "date", "month", "decade", "century", "time", "season", "era", "years"];

#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "agency", "airport", "animal", "army", "association", "award", "bank", "battle", "bird", "body", "brand", "bridge", "castle",
    "character", "church", "club", "college", "company", "competition", "dynasty", "element", "empire", "event", "family", "festival",
    "firm", "franchise", "game", "group", "hospital", "hotel", "house", "institution", "label", "lake", "language", "league", "magazine",
    "mountain", "museum", "network", "ocean", "one", "organisation", "organization", "parent", "party", "platform", "prize",
    "publication", "railway", "religion", "river", "school", "sea", "seminar", "service", "ship", "species", "sport", "stadium",
    "station", "studio", "team", "thing", "title", "tournament", "tribe", "university", "war",
];

#[rustfmt::skip]
const RELATIONS: &[&str] = &[
    "alma", "area", "author", "birthdate", "birthday", "birthplace", "capital", "capitol", "citizenship", "city", "company", "continent",
    "country", "county", "currency", "date", "district", "employer", "flag", "genre", "headquarters", "height", "home", "hometown", "hq",
    "label", "language", "league", "length", "mater", "mouth", "nationality", "network", "owner", "place", "platform", "population",
    "prequel", "province", "record", "region", "religion", "residence", "seat", "sequel", "source", "state", "subsidiary", "team",
    "tributary", "university",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_in_the_plural_are_known_by_their_singular() {
        for (many, one) in
            [("directors", "director"), ("countries", "country"), ("churches", "church"), ("series", "series"), ("people", "person")]
        {
            assert_eq!(singular(many), one);
        }
        assert!(is_person("directors") && is_place("countries") && !is_person("capitals"));
    }

    #[test]
    fn a_superlative_is_told_from_a_noun_that_ends_alike() {
        assert!(["largest", "second", "26th", "only"].iter().all(|word| is_superlative(word)));
        assert!(!["forest", "west", "guest", "best-known"].iter().any(|word| is_superlative(word)));
    }
}
