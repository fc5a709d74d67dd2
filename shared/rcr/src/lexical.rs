use std::collections::BTreeSet;

use genesis_text::{fold, is_stop_word, words};

use crate::{Candidate, SourceKind, vocabulary::Gist};

/// What a passage gains when the query or a leading text names its title. With one word of the query it passes the
/// filter, so that a bridge to the next fact survives, and it seldom overtakes what answers the query.
const LINK: f64 = 0.3;

/// Passages that may name others, and answers that may.
const LEADING_PASSAGES: usize = 3;
const LEADING_ANSWERS: usize = 12;

/// How much each candidate has to do with the query, from 0 to 1: the share of the query's terms it contains, weighted by
/// their rarity among the candidates, and for passages a bonus for a title link. A term no
/// candidate contains cannot tell them apart and is left out.
pub(crate) fn matches(query: &str, candidates: &[&Candidate], gists: &[Gist], query_len: usize) -> Vec<f64> {
    let weights = rarities(gists, query_len);
    let total: f64 = weights.iter().sum();
    let share = |gist: &Gist| gist.query_terms.iter().map(|term| weights[*term as usize]).sum::<f64>() / total.max(f64::MIN_POSITIVE);
    let lexical: Vec<f64> = gists.iter().map(share).collect();
    let mut leading = leading(candidates, &lexical);
    leading.push(Leading { title: "", words: spaced(query) });
    let spoken: BTreeSet<&str> = leading.iter().flat_map(|text| text.words.split_whitespace()).collect();
    let begins = |title: &str| words(title).next().is_some_and(|word| spoken.contains(fold(word.text).as_str()));
    let linked = |candidate: &Candidate| candidate.kind == SourceKind::Passage && begins(&candidate.title) && is_named(candidate, &leading);
    let bonus = candidates.iter().map(|candidate| if linked(candidate) { LINK } else { 0.0 });
    lexical.iter().zip(bonus).map(|(lexical, bonus)| (lexical + bonus).min(1.0)).collect()
}

fn rarities(gists: &[Gist], query_len: usize) -> Vec<f64> {
    let mut holders = vec![0u32; query_len];
    for gist in gists {
        gist.query_terms.iter().for_each(|term| holders[*term as usize] += 1);
    }
    let all = gists.len() as f64;
    let rarity = |holders: u32| (1.0 + (all - f64::from(holders) + 0.5) / (f64::from(holders) + 0.5)).ln();
    holders.into_iter().map(|holders| if holders == 0 { 0.0 } else { rarity(holders) }).collect()
}

/// A text that ranks high, as folded words between spaces, and the title it stands under.
struct Leading<'a> {
    title: &'a str,
    words: String,
}

fn leading<'a>(candidates: &[&'a Candidate], lexical: &[f64]) -> Vec<Leading<'a>> {
    let mut ranked: Vec<(&'a Candidate, f64)> = candidates.iter().copied().zip(lexical.iter().copied()).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then_with(|| one.0.id.cmp(&two.0.id)));
    let of_kind = |kind: SourceKind| ranked.iter().map(|(candidate, _)| *candidate).filter(move |candidate| candidate.kind == kind);
    let passages = of_kind(SourceKind::Passage).take(LEADING_PASSAGES);
    let answers = of_kind(SourceKind::Answer).take(LEADING_ANSWERS);
    passages.chain(answers).map(|candidate| Leading { title: &candidate.title, words: spaced(&candidate.text) }).collect()
}

fn is_named(candidate: &Candidate, leading: &[Leading<'_>]) -> bool {
    let title = spaced(candidate.title.split(" (").next().unwrap_or_default());
    let means_something = title.split_whitespace().any(|word| !is_stop_word(word));
    means_something && leading.iter().any(|text| text.title != candidate.title && text.words.contains(&title))
}

fn spaced(text: &str) -> String {
    words(text).fold(" ".to_owned(), |spaced, word| spaced + &fold(word.text) + " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cost, Role, vocabulary::Vocabulary};

    fn candidate(id: &str, kind: SourceKind, title: &str, text: &str) -> Candidate {
        Candidate { kind, ..Candidate::passage(id, title, text, Cost::default()) }
    }

    fn relevances(query: &str, candidates: &[Candidate]) -> Vec<f64> {
        let mut vocabulary = Vocabulary::new(query, Role::Solver);
        let gists: Vec<Gist> = candidates.iter().map(|candidate| vocabulary.gist(candidate)).collect();
        matches(query, &candidates.iter().collect::<Vec<_>>(), &gists, vocabulary.query_len())
    }

    #[test]
    fn rare_words_of_the_query_weigh_more() {
        let passage = |id, text| candidate(id, SourceKind::Passage, "", text);
        let found = relevances(
            "Oslo city",
            &[passage("a", "A city."), passage("b", "Oslo."), passage("c", "A city."), passage("d", "Oslo, a city.")],
        );
        assert!(found[1] > found[0] && (found[3] - 1.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn what_no_candidate_says_is_not_held_against_them() {
        let found = relevances("inhabitants of Oslo", &[candidate("a", SourceKind::Passage, "", "Oslo is a place.")]);
        assert!((found[0] - 1.0).abs() < 1e-12);
        assert_eq!(relevances("of the", &[candidate("a", SourceKind::Passage, "Oslo", "A place.")]), [0.0]);
    }

    #[test]
    fn a_title_named_by_the_query_stands_out() {
        let passage = |id, title| candidate(id, SourceKind::Passage, title, "Ghosts on a stage.");
        let found = relevances(
            "Who wrote Hamlet, Prince of Denmark?",
            &[passage("a", "Hamlet, Prince of Denmark"), passage("b", "Denmark Prince Hamlet"), passage("c", "Macbeth")],
        );
        assert_eq!((found[0], found[2]), (1.0, 0.0));
    }

    #[test]
    fn a_title_named_by_a_leading_text_is_a_bridge() {
        let candidates = [
            candidate("a", SourceKind::Passage, "Norway", "Its seat of government is Oslo."),
            candidate("b", SourceKind::Passage, "Oslo (city)", "A place of many people."),
            candidate("c", SourceKind::Passage, "Slo", "Something else."),
            candidate("d", SourceKind::Answer, "", "The river is the Akerselva."),
            candidate("e", SourceKind::Passage, "Akerselva", "Something else."),
            candidate("f", SourceKind::Passage, "The", "Something else."),
        ];
        assert_eq!(relevances("Where does Norway's government sit?", &candidates)[1..], [LINK, 0.0, 0.0, LINK, 0.0]);
    }
}
