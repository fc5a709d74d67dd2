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

/// How much two passages say the same, from 0 to 1: the words of meaning they have in common among all they have (Jaccard).
pub fn overlap(one: &str, other: &str) -> f64 {
    let (one, other): (BTreeSet<String>, BTreeSet<String>) = (terms(one).into_iter().collect(), terms(other).into_iter().collect());
    share(one.intersection(&other).count(), one.union(&other).count())
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
            for value in [likeness(&one, "", &other), overlap(&one, &other), overlap(&one, &one)] {
                prop_assert!((0.0..=1.0).contains(&value));
            }
            prop_assert_eq!(overlap(&one, &other), overlap(&other, &one));
            prop_assert_eq!(overlap(&one, &one), f64::from(u8::from(!terms(&one).is_empty())));
        }
    }
}
