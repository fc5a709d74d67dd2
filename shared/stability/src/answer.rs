use std::collections::{BTreeMap, BTreeSet};

use genesis_text::{Word, fold, is_stop_word, stem, words};
use rapidfuzz::distance::{indel, levenshtein};
use serde::{Deserialize, Serialize};

/// How far two texts that answer the same question agree. Every share is 1 where they are equal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AnswerAgreement {
    /// To the byte.
    pub exact: bool,
    /// [`distance`], 0 where they are equal.
    pub distance: f64,
    pub similarity: f64,
    /// The smaller of what either keeps of the other's.
    pub facts: f64,
    pub phrasing: f64,
}

impl AnswerAgreement {
    pub const FULL: Self = Self { exact: true, distance: 0.0, similarity: 1.0, facts: 1.0, phrasing: 1.0 };

    pub fn between(one: &str, two: &str) -> Self {
        if one == two {
            return Self::FULL;
        }
        Self {
            exact: false,
            distance: distance(one, two),
            similarity: similarity(one, two),
            facts: facts_kept(one, two).min(facts_kept(two, one)),
            phrasing: phrasing(one, two),
        }
    }

    /// Three tenths for being exact, half for similarity, two tenths for what does not vary, which is similarity again.
    pub fn score(&self) -> f64 {
        stability_score(f64::from(u8::from(self.exact)), self.similarity, 1.0 - self.similarity)
    }
}

/// Three tenths for the rate of exact matches, half for mean similarity, two tenths for what does not vary.
pub fn stability_score(exact_rate: f64, similarity: f64, variance: f64) -> f64 {
    0.3 * exact_rate + 0.5 * similarity + 0.2 * (1.0 - variance)
}

/// The Levenshtein distance over the longer text's length, both in characters: from 0 to 1.
///
/// Bit-parallel (Hyyrö 2003): 64 cells of the table at a time, so that two texts of 20,000 characters take milliseconds.
pub fn distance(one: &str, two: &str) -> f64 {
    let longer = one.chars().count().max(two.chars().count());
    if longer == 0 { 0.0 } else { levenshtein::distance(one.chars(), two.chars()) as f64 / longer as f64 }
}

/// How much of what two texts say is the same, as far as words can tell: the stems they share over all they have, each as
/// often as it occurs (Ruzicka's form of Jaccard's index). Negations count like other words; order and accents do not.
pub fn similarity(one: &str, two: &str) -> f64 {
    let (one, two) = (bag(one), bag(two));
    let counts = |stem: &String| (one.get(stem).copied().unwrap_or(0), two.get(stem).copied().unwrap_or(0));
    let stems: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
    let (shared, all) = stems.into_iter().map(counts).fold((0, 0), |(shared, all), (a, b)| (shared + a.min(b), all + a.max(b)));
    if all == 0 { 1.0 } else { f64::from(shared) / f64::from(all) }
}

/// The share of a text's facts that another has, too: names, numbers, and whether it says yes or no.
pub fn facts_kept(of: &str, within: &str) -> f64 {
    let (facts, kept) = (facts(of), facts(within));
    if facts.is_empty() { 1.0 } else { facts.intersection(&kept).count() as f64 / facts.len() as f64 }
}

/// How alike two texts are worded: the words that they have in the same order, over those of both.
pub fn phrasing(one: &str, two: &str) -> f64 {
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    let mut number = |text: &str| {
        let next = known.len() as u64;
        *known.entry(text.to_owned()).or_insert(next)
    };
    let [one, two]: [Vec<u64>; 2] = [one, two].map(|text| pieces(text).iter().map(|piece| number(piece)).collect());
    indel::normalized_similarity(one, two)
}

const SAYS_YES_OR_NO: [&str; 7] = ["yes", "no", "not", "never", "none", "neither", "nor"];

fn facts(text: &str) -> BTreeSet<String> {
    let is_fact = |word: &Word<'_>, folded: &str| {
        word.is_number() || (word.is_capitalised() && !is_stop_word(folded)) || SAYS_YES_OR_NO.contains(&folded)
    };
    words(text).map(|word| (word, fold(word.text))).filter(|(word, folded)| is_fact(word, folded)).map(|(_, folded)| folded).collect()
}

fn bag(text: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for piece in pieces(text) {
        *counts.entry(stem(&piece)).or_insert(0) += 1;
    }
    counts
}

/// The folded words of a text; of one that has none, its characters.
fn pieces(text: &str) -> Vec<String> {
    let folded: Vec<String> = words(text).map(|word| fold(word.text)).collect();
    let characters = || text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect();
    if folded.is_empty() { characters() } else { folded }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_distance_is_the_share_of_characters_that_change() {
        for (one, two, expected) in [
            ("", "", 0.0),
            ("", "abc", 1.0),
            ("kitten", "sitting", 3.0 / 7.0),
            ("Zürich", "Zurich", 1.0 / 6.0),
            ("a", "b", 1.0),
            (&"x".repeat(1_000), &format!("{}y", "x".repeat(999)), 0.001),
        ] {
            assert!((distance(one, two) - expected).abs() < 1e-12, "{one} {two}");
        }
    }

    #[test]
    fn similar_texts_say_the_same_with_other_endings_and_in_another_order() {
        for (one, two, expected) in [
            ("Paris is the capital.", "The capital is Paris!", 1.0),
            ("It has 2,102,650 people", "it has 2102650 people", 1.0),
            ("Both are in Africa", "Both are not in Africa", 0.8),
            ("Paris", "London", 0.0),
            ("a a b", "a b b", 0.5),
            ("", "", 1.0),
            ("", "Paris", 0.0),
            ("!!", "!?", 1.0 / 3.0),
        ] {
            assert!((similarity(one, two) - expected).abs() < 1e-12, "{one} {two}: {}", similarity(one, two));
        }
    }

    #[test]
    fn names_numbers_and_yes_or_no_are_facts() {
        for (of, within, expected) in [
            ("The Eiffel Tower is 330 m tall.", "330 m: the Eiffel Tower.", 1.0),
            ("The Eiffel Tower is 330 m tall.", "The Eiffel Tower is 300 m tall.", 2.0 / 3.0),
            ("No, it is not.", "Yes, it is.", 0.0),
            ("it is tall", "it is small", 1.0),
            ("Paris", "", 0.0),
        ] {
            assert!((facts_kept(of, within) - expected).abs() < 1e-12, "{of} {within}");
        }
    }

    #[test]
    fn phrasing_hangs_on_the_order_of_words() {
        for (one, two, expected) in
            [("a b c", "A, b: c!", 1.0), ("a b c d", "d c b a", 0.25), ("", "", 1.0), ("a b", "c d", 0.0), ("?", "!", 0.0)]
        {
            assert!((phrasing(one, two) - expected).abs() < 1e-12, "{one} {two}: {}", phrasing(one, two));
        }
    }

    #[test]
    fn long_answers_and_odd_ones_are_compared_like_any_other() {
        let long: String = (0..20_000).map(|n: u32| char::from(b'a' + u8::try_from(n * n % 26).unwrap())).collect();
        let changed = format!("{}{}", &long[..19_860], "#".repeat(140));
        assert!((distance(&long, &changed) - 0.007).abs() < 1e-12);
        for odd in ["", "\u{0}", "👩‍👩‍👧", "e\u{301}", "\u{202e}abc", "%s'; --", " \t\n"] {
            assert_eq!(AnswerAgreement::between(odd, odd), AnswerAgreement::FULL);
            let other = AnswerAgreement::between(odd, "Paris");
            assert!(!other.exact && other.distance > 0.0 && other.score() < 0.5, "{odd:?} {other:?}");
        }
    }

    /// The table of the textbook.
    fn by_the_book(one: &[char], two: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=two.len()).collect();
        for (at, a) in one.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], at + 1);
            for (n, b) in two.iter().enumerate() {
                let cost = (diagonal + usize::from(a != b)).min(row[n] + 1).min(row[n + 1] + 1);
                diagonal = std::mem::replace(&mut row[n + 1], cost);
            }
        }
        row[two.len()]
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_textbook(one in "[abé☃]{0,150}", two in "[abé☃]{0,150}") {
            let [a, b]: [Vec<char>; 2] = [&one, &two].map(|text| text.chars().collect());
            let expected = by_the_book(&a, &b) as f64 / a.len().max(b.len()).max(1) as f64;
            prop_assert!((distance(&one, &two) - expected).abs() < 1e-12);
        }

        #[test]
        fn agreement_is_the_same_either_way_and_within_its_bounds(one in "\\PC{0,60}", two in "\\PC{0,60}") {
            let (a, b) = (AnswerAgreement::between(&one, &two), AnswerAgreement::between(&two, &one));
            prop_assert_eq!(a, b);
            for share in [a.distance, a.similarity, a.facts, a.phrasing, a.score()] {
                prop_assert!((0.0..=1.0).contains(&share), "{:?}", a);
            }
            prop_assert_eq!(a.exact, one == two);
        }
    }
}
