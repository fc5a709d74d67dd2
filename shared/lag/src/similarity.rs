use std::collections::BTreeSet;

use genesis_text::terms;

/// How much of a question a passage speaks of, from 0 to 1: the share of the question's words of meaning (stems, stop words
/// left out) that stand in the passage or its title. It takes the place of the cosine of embeddings in the terminator of
/// arXiv 2508.05509, section 3: 0 is a passage about something else, 1 one that has every word of the question. A question
/// without words of meaning is like no passage.
pub fn likeness(question: &str, title: &str, passage: &str) -> f64 {
    let asked: BTreeSet<String> = terms(question).into_iter().collect();
    let told: BTreeSet<String> = terms(title).into_iter().chain(terms(passage)).collect();
    share(asked.intersection(&told).count(), asked.len())
}

/// For each passage how much it says what one of the earlier passages said, from 0 to 1: 1 where it is one of them, by its id, and
/// otherwise the greatest part of the words of meaning it has in common with one, of all that the two have (Jaccard).
pub fn familiarity(new: &[(&str, &str)], earlier: &[(&str, &str)]) -> Vec<f64> {
    let ids: BTreeSet<&str> = earlier.iter().map(|(id, _)| *id).collect();
    let is_known = |id: &str| ids.contains(id);
    if new.iter().all(|(id, _)| is_known(id)) {
        return vec![1.0; new.len()];
    }
    let said: Vec<BTreeSet<String>> = earlier.iter().map(|(_, text)| meant(text)).collect();
    let closest = |text: &str| {
        let told = meant(text);
        said.iter().map(|said| overlap(&told, said)).fold(0.0, f64::max)
    };
    new.iter().map(|(id, text)| if is_known(id) { 1.0 } else { closest(text) }).collect()
}

fn meant(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().collect()
}

fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let common = one.intersection(other).count();
    share(common, one.len() + other.len() - common)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_passage_is_as_like_a_question_as_it_has_its_words() {
        for (title, passage, expected) in [
            ("Oslo", "The mayor of the city was elected.", 1.0),
            ("", "Mayors are elected in Oslo.", 1.0),
            ("Oslo", "A town by the sea.", 0.5),
            ("Bergen", "A town by the sea.", 0.0),
        ] {
            assert_eq!(likeness("Who is the mayor of Oslo?", title, passage), expected, "{title}: {passage}");
        }
        assert_eq!(likeness("Who is it?", "It", "It is he."), 0.0);
    }

    proptest! {
        #[test]
        fn both_lie_within_their_range(one in "\\PC{0,80}", other in "\\PC{0,80}") {
            let familiar = |one: &str, other: &str| familiarity(&[("a", one)], &[("b", other)])[0];
            for value in [likeness(&one, "", &other), familiar(&one, &other)] {
                prop_assert!((0.0..=1.0).contains(&value));
            }
            prop_assert_eq!(familiar(&one, &other), familiar(&other, &one));
            prop_assert_eq!(familiar(&one, &one), f64::from(u8::from(!terms(&one).is_empty())));
            prop_assert_eq!(familiarity(&[("a", one.as_str()), ("c", one.as_str())], &[("a", other.as_str())])[0], 1.0);
            prop_assert_eq!(familiarity(&[("a", one.as_str())], &[]), vec![0.0]);
        }
    }
}
