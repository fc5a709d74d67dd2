//! Nouns by what they ask for; those of persons, places, works and organisations also tell what a text says something is.

#[rustfmt::skip]
pub(super) const COUNTRIES: &[&str] = &[
    "country", "nation", "kingdom",
];

#[rustfmt::skip]
pub(super) const STATES: &[&str] = &[
    "state",
];

#[rustfmt::skip]
pub(super) const YEARS: &[&str] = &[
    "year", "decade", "century",
];

#[rustfmt::skip]
pub(super) const DATES: &[&str] = &[
    "date", "day", "birthday", "birthdate", "time", "inception", "month", "season",
];

#[rustfmt::skip]
pub(super) const NUMBERS: &[&str] = &[
    "population", "number", "height", "elevation", "length", "area", "size", "distance", "depth", "width", "weight", "amount", "age",
    "gdp", "total", "capacity", "speed", "price", "cost", "temperature", "budget", "revenue", "rate", "debt", "salary", "value", "gross",
];

#[rustfmt::skip]
pub(super) const PERSONS: &[&str] = &[
    "person", "man", "woman", "actor", "actress", "singer", "songwriter", "musician", "rapper", "composer", "director", "filmmaker",
    "producer", "screenwriter", "writer", "author", "novelist", "poet", "playwright", "journalist", "artist", "painter", "sculptor",
    "architect", "engineer", "scientist", "physicist", "chemist", "biologist", "mathematician", "astronomer", "philosopher", "historian",
    "economist", "inventor", "explorer", "astronaut", "politician", "president", "king", "queen", "emperor", "monarch", "ruler", "leader",
    "minister", "chancellor", "governor", "mayor", "senator", "general", "officer", "soldier", "footballer", "player", "cricketer",
    "athlete", "swimmer", "sprinter", "cyclist", "boxer", "wrestler", "driver", "coach", "manager", "captain", "founder", "cofounder",
    "ceo", "chairman", "businessman", "entrepreneur", "lawyer", "judge", "doctor", "physician", "nurse", "professor", "teacher",
    "student", "pope", "bishop", "priest", "saint", "father", "mother", "son", "daughter", "brother", "sister", "sibling", "child",
    "wife", "husband", "spouse", "grandfather", "grandmother", "uncle", "aunt", "cousin", "drummer", "guitarist", "vocalist", "pianist",
    "conductor", "dancer", "comedian", "model", "host", "presenter", "star", "performer", "winner", "nobleman", "prince", "princess",
    "duke", "earl", "baron", "count", "lord", "character", "owner", "creator", "designer", "developer", "member", "spokesperson",
    "activist", "theologian", "librettist", "discoverer", "builder", "sovereign", "goalkeeper", "quarterback", "pitcher", "hero", "god",
    "goddess", "figure", "choreographer", "photographer", "chef", "narrator", "successor", "predecessor", "heir",
];

#[rustfmt::skip]
pub(super) const PLACES: &[&str] = &[
    "place", "city", "town", "village", "county", "district", "province", "region", "island", "river", "lake", "sea", "ocean", "mountain",
    "capital", "birthplace", "hometown", "suburb", "neighborhood", "neighbourhood", "borough", "municipality", "territory", "area",
    "location", "venue", "stadium", "arena", "airport", "building", "street", "bridge", "park", "castle", "palace", "cathedral", "church",
    "mount", "peak", "volcano", "desert", "valley", "peninsula", "bay", "strait", "headquarters", "parish", "commune", "township",
    "settlement", "hamlet", "tower", "temple", "museum", "canton", "prefecture", "archipelago", "harbor", "harbour", "port", "community",
    "locality", "department", "governorate", "oblast", "skyscraper", "landmark", "hill", "range", "creek", "stream", "tributary", "canal",
    "waterfall", "glacier", "beach", "planet", "cemetery", "burial",
];

#[rustfmt::skip]
pub(super) const WORKS: &[&str] = &[
    "film", "movie", "book", "novel", "song", "album", "single", "play", "opera", "series", "show", "sitcom", "poem", "painting",
    "sculpture", "game", "magazine", "newspaper", "journal", "musical", "track", "title", "symphony", "story", "work", "episode",
    "soundtrack", "comic", "anime", "manga", "documentary", "program", "programme", "trilogy", "drama", "comedy", "thriller", "piece",
    "hymn", "anthem", "video",
];

#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[&str] = &[
    "company", "organization", "organisation", "band", "group", "team", "club", "university", "college", "school", "institution",
    "institute", "party", "agency", "label", "publisher", "studio", "network", "channel", "station", "corporation", "firm", "brand",
    "manufacturer", "league", "airline", "bank", "church", "army", "military", "orchestra", "employer", "museum", "franchise",
    "conference", "society", "union", "alma", "duo", "trio", "broadcaster", "distributor", "foundation", "academy", "hospital",
    "subsidiary", "federation", "association", "denomination", "government", "laboratory", "lab", "semiconductor", "motors", "records",
    "pictures", "technologies", "systems", "industries", "entertainment", "press", "maker", "startup", "bureau", "ministry", "parliament",
    "senate", "council", "committee", "commission", "fc",
];

#[rustfmt::skip]
pub(super) const EVENTS: &[&str] = &[
    "war", "battle", "olympics", "cup", "tournament", "festival", "election", "championship", "prize", "award", "treaty", "revolution",
    "expedition", "census", "ceremony", "medal", "act", "crisis", "movement", "era", "dynasty", "empire", "bowl", "tour", "race",
    "mission", "event",
];

#[rustfmt::skip]
pub(super) const PHRASES: &[&str] = &[
    "position", "genre", "occupation", "profession", "job", "instrument", "sport", "religion", "type", "kind", "color", "colour", "role",
    "title", "nickname", "material", "style", "species", "field", "subject", "term", "word", "meaning", "animal", "food", "currency",
    "format", "element",
];
