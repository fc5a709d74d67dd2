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
pub const DETERMINERS: &[&str] = &["the", "a", "an", "its", "his", "her", "their", "this", "these", "those", "each", "every", "any", "some", "no", "all"];

pub const PREPOSITIONS: &[&str] = &[
    "of", "in", "on", "at", "to", "from", "with", "for", "by", "under", "over", "near", "after", "before", "during", "between", "among", "against",
    "into", "through", "across", "along", "around", "about", "as", "besides", "beside", "within", "without", "until", "since", "behind", "beyond",
    "inside", "outside", "onto", "off", "up", "down", "out", "upon", "toward", "towards", "via", "per", "than", "like", "following", "despite",
    "according", "alongside", "amongst", "except", "including", "throughout", "above", "below", "opposite",
];

pub const CONJUNCTIONS: &[&str] = &["and", "or", "but", "if", "because", "while", "so", "nor", "yet", "although", "though", "whether"];
pub const PRONOUNS: &[&str] = &["he", "she", "it", "they", "him", "them", "i", "you", "we", "us", "me", "there", "himself", "herself", "itself"];
const ADVERBS: &[&str] = &[
    "also", "not", "never", "ever", "currently", "now", "still", "first", "once", "later", "originally", "formerly", "previously", "often", "most",
    "widely", "currently", "recently", "already", "only", "just", "usually", "both", "eventually", "finally", "officially", "last", "then", "always",
    "mainly", "mostly", "primarily", "commonly", "generally", "reportedly", "initially", "partly", "jointly", "famously", "directly", "well", "loosely",
];

pub fn is_adverb(token: &Token) -> bool {
    const NOUNS_IN_LY: &[&str] = &["family", "assembly", "supply", "monopoly", "reply", "ally", "italy", "july", "butterfly", "anomaly", "only", "early", "daily"];
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
    ["name", "tell", "give", "list", "find", "describe", "both", "please", "whats", "how"].contains(&word)
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

/// Nouns that name no more than a kind, so that only a clause says which one is meant.
pub fn is_general(noun: &str) -> bool {
    let noun = singular(noun);
    is_place(&noun) || GENERAL.contains(&noun.as_str())
}

/// Whether the word compares one with all others: `largest`, `most`, `second`, `only`.
pub fn is_superlative(word: &str) -> bool {
    const NOT: &[&str] = &["west", "east", "forest", "rest", "test", "guest", "interest", "contest", "request", "quest", "protest", "west", "best-known"];
    const ALSO: &[&str] = &["most", "least", "first", "last", "second", "third", "fourth", "fifth", "only", "latest", "best", "worst"];
    const NTH: &[&str] = &["1st", "2nd", "3rd"];
    ALSO.contains(&word)
        || NTH.contains(&word)
        || (word.len() > 4 && word.ends_with("est") && !NOT.contains(&word))
        || (word.ends_with("th") && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The singular of a noun in lower case.
pub fn singular(noun: &str) -> String {
    const IRREGULAR: &[(&str, &str)] =
        &[("people", "person"), ("men", "man"), ("women", "woman"), ("children", "child"), ("wives", "wife"), ("cities", "city"), ("movies", "movie")];
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

const KIN: &[&str] = &[
    "father", "mother", "parent", "brother", "sister", "sibling", "son", "daughter", "child", "husband", "wife", "spouse", "widow", "partner",
    "grandfather", "grandmother", "grandparent", "grandson", "granddaughter", "grandchild", "uncle", "aunt", "nephew", "niece", "cousin",
    "father-in-law", "mother-in-law", "son-in-law", "daughter-in-law", "brother-in-law", "sister-in-law", "child-in-law", "stepfather", "stepmother",
    "stepson", "stepdaughter", "stepchild", "girlfriend", "boyfriend", "fiancé", "fiancée", "ancestor", "heir",
];

const ROLES: &[&str] = &[
    "director", "author", "writer", "composer", "performer", "singer", "actor", "actress", "producer", "screenwriter", "creator", "founder", "co-founder", "cofounder",
    "inventor", "discoverer", "owner", "publisher", "designer", "architect", "painter", "sculptor", "editor", "translator", "illustrator", "lyricist",
    "songwriter", "president", "minister", "king", "queen", "emperor", "monarch", "ruler", "leader", "head", "governor", "mayor", "chancellor", "premier",
    "chairman", "chairwoman", "chairperson", "ceo", "coach", "captain", "manager", "host", "presenter", "narrator", "star", "employer", "teacher",
    "mentor", "student", "successor", "predecessor", "sponsor", "builder", "developer", "manufacturer", "maker", "holder", "winner", "namesake",
    "librettist", "cinematographer", "conductor", "commander", "bishop", "pope", "killer", "assassin", "owners", "frontman", "vocalist", "drummer",
    "guitarist", "bassist", "announcer", "trainer", "artist",
];

const PERSONS: &[&str] = &[
    "person", "man", "woman", "someone", "somebody", "boy", "girl", "people", "actor", "actress", "musician", "scientist", "physicist", "chemist",
    "mathematician", "poet", "novelist", "politician", "philosopher", "explorer", "astronaut", "engineer", "player", "footballer", "athlete", "cricketer",
    "golfer", "rapper", "journalist", "general", "judge", "lawyer", "historian", "economist", "biologist", "astronomer", "prince", "princess", "saint",
    "filmmaker", "playwright", "dramatist", "comedian", "dancer", "model", "businessman", "businesswoman", "entrepreneur", "politician", "senator",
    "congressman", "swimmer", "boxer", "wrestler", "racer", "driver", "runner", "cyclist", "member", "character", "congresswoman", "doctor", "physician",
];

const PLACES: &[&str] = &[
    "country", "city", "town", "village", "state", "county", "continent", "region", "province", "district", "place", "area", "island", "location",
    "municipality", "borough", "territory", "nation", "kingdom", "planet", "republic", "department", "prefecture", "canton", "suburb", "neighborhood",
    "neighbourhood", "building", "street", "hemisphere", "community", "capital", "hometown", "birthplace",
];

const WORKS: &[&str] = &[
    "film", "movie", "song", "album", "book", "novel", "opera", "play", "poem", "series", "show", "sitcom", "documentary", "magazine", "newspaper",
    "journal", "band", "game", "single", "painting", "musical", "symphony", "episode", "story", "comic", "manga", "anime", "cartoon", "soundtrack",
    "videogame", "sculpture", "piece", "ballet", "video", "trilogy", "franchise", "ep", "track", "program", "programme", "group", "duo",
];

const TIMES: &[&str] = &["year", "day", "date", "month", "decade", "century", "time", "season", "era", "years"];

const GENERAL: &[&str] = &[
    "company", "team", "club", "school", "university", "college", "river", "league", "organization", "organisation", "institution", "label", "studio",
    "network", "platform", "party", "association", "event", "battle", "war", "award", "prize", "language", "museum", "airport", "stadium", "station",
    "franchise", "religion", "sport", "army", "ship", "animal", "bird", "species", "element", "group", "family", "thing", "one", "character", "title",
    "body", "sea", "ocean", "lake", "mountain", "bridge", "castle", "church", "railway", "game", "tournament", "competition", "festival", "firm", "brand",
    "bank", "agency", "service", "magazine", "publication", "house", "hotel", "hospital", "tribe", "empire", "dynasty", "seminar", "parent",
];

const RELATIONS: &[&str] = &[
    "capital", "capitol", "birthplace", "hometown", "nationality", "citizenship", "headquarters", "seat", "continent", "country", "county", "currency", "language",
    "population", "area", "height", "length", "birthday", "birthdate", "place", "date", "city", "state", "label", "record", "employer", "religion",
    "residence", "platform", "network", "genre", "sequel", "prequel", "flag", "mouth", "source", "tributary", "alma", "mater",
    "company", "league", "team", "university", "district", "province", "region", "owner", "subsidiary", "hq", "author", "home",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_in_the_plural_are_known_by_their_singular() {
        for (many, one) in [("directors", "director"), ("countries", "country"), ("churches", "church"), ("series", "series"), ("people", "person")] {
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
