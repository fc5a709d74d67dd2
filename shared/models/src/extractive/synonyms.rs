//! Words that tell the same thing in a question and in its evidence.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use genesis_text::stem;

use super::gazetteer;

/// The other stems that a word of a question may be told in.
pub(super) fn synonyms(word: &str) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = GROUPED.get(word).cloned().unwrap_or_default();
    if let Some(country) = gazetteer::country_of_people(word) {
        found.extend(country.split_whitespace().next_back().map(|name| stem(&name.to_lowercase())));
    }
    found.remove(word);
    found
}

static GROUPED: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    let mut grouped: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for group in GROUPS {
        let stems: BTreeSet<String> = group.iter().map(|word| stem(word)).collect();
        for stem in &stems {
            grouped.entry(stem.clone()).or_default().extend(stems.iter().cloned());
        }
    }
    grouped
});

const GROUPS: &[&[&str]] = &[
    &["acquire", "bought", "buy", "purchase", "takeover"],
    &["age", "old"],
    &["aka", "alias", "called", "known", "named", "nicknamed"],
    &["area", "covers", "size", "square"],
    &["ascent", "ascend", "climb", "climber", "summit"],
    &["assassinated", "killed", "murdered", "shot"],
    &["attend", "educated", "graduate", "studied", "study"],
    &["author", "novel", "novelist", "wrote", "write", "written", "writer"],
    &["began", "begin", "beginning", "start"],
    &["big", "biggest", "large", "largest"],
    &["birth", "birthday", "birthplace", "born"],
    &["boundary", "border", "bordering"],
    &["brother", "sibling", "sister"],
    &["build", "building", "built", "constructed", "construction", "erected"],
    &["captain", "leader", "led", "lead", "head"],
    &["chief", "executive", "ceo"],
    &["city", "town"],
    &["close", "closed", "ended", "end", "finish"],
    &["commenced", "opened", "open", "opening", "inaugurated"],
    &["company", "corporation", "firm", "maker", "manufacturer"],
    &["compose", "composed", "composer"],
    &["country", "nation", "state"],
    &["created", "create", "creator", "developed", "made", "make"],
    &["dead", "death", "die", "died"],
    &["deep", "depth", "deepest"],
    &["defeat", "defeated", "beat"],
    &["designed", "designer", "architect", "design"],
    &["directed", "director", "direct"],
    &["discover", "discovered", "discoverer", "found"],
    &["employer", "employed", "worked", "work"],
    &["empties", "empty", "flows", "flow", "drains", "mouth", "reaches"],
    &["established", "established", "founded", "founder", "formed", "started", "set", "establish"],
    &["film", "movie", "picture"],
    &["floors", "storeys", "stories", "floor"],
    &["games", "olympics", "olympic"],
    &["games", "matches", "match"],
    &["headquarters", "headquartered", "based"],
    &["height", "high", "highest", "tall", "tallest", "elevation"],
    &["held", "hosted", "host", "staged", "took"],
    &["inhabitants", "people", "population", "residents", "populous"],
    &["invent", "invented", "inventor", "invention"],
    &["job", "occupation", "profession"],
    &["label", "records", "recordings"],
    &["leave", "left", "quit"],
    &["length", "long", "longest"],
    &["lie", "lies", "located", "situated", "stands"],
    &["married", "marry", "spouse", "wife", "husband"],
    &["medals", "medal"],
    &["mountain", "peak", "mount"],
    &["movie", "film"],
    &["name", "named", "called"],
    &["overtake", "overtook", "surpass", "surpassed", "exceeded"],
    &["painted", "painter", "painting", "portrait"],
    &["part", "member", "belongs"],
    &["performed", "performer", "sang", "singer", "sung", "sing"],
    &["played", "play", "portrayed", "starred", "role"],
    &["prize", "award", "awarded"],
    &["published", "publisher", "publication", "released", "release"],
    &["received", "won", "win", "winner", "receive"],
    &["river", "tributary"],
    &["rule", "ruled", "ruler", "reign", "reigned"],
    &["school", "university", "college"],
    &["series", "show", "sitcom"],
    &["ship", "vessel"],
    &["spoken", "speak", "language"],
    &["succeeded", "successor", "replaced"],
    &["top", "topped", "most", "led"],
    &["visited", "visit", "travelled", "went"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_meets_its_synonyms_and_its_nation() {
        assert!(synonyms(&stem("climb")).contains(&stem("ascent")));
        assert!(synonyms("austrian").contains(&stem("austria")));
        assert!(synonyms("zebra").is_empty());
    }
}
