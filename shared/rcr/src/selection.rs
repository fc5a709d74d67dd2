use std::cmp::Ordering;

use crate::{Candidate, SourceKind};

/// A candidate with what was found of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub candidate: &'a Candidate,
    pub relevance: f64,
    pub importance: f64,
}

/// The least relevance with which a passage passes the filter, and how many may.
const MIN_RELEVANCE: f64 = 0.35;
const MOST_PASSAGES: usize = 12;

/// Passages that are kept even if none is relevant enough: evidence must survive a weak match of words.
const FEWEST_PASSAGES: usize = 3;

/// The share of the attainable importance below which a greedy choice is not taken.
const MIN_EFFICIENCY: f64 = 0.95;

/// What the semantic filter lets through of the candidates that fit the budget at all. It looks at passages alone: a
/// run's memory is small and its own. A passage that is cited needs no likeness.
pub(crate) fn pass_filter<'a>(judged: &[Judged<'a>], budget: u32) -> Vec<Judged<'a>> {
    let fitting = judged.iter().copied().filter(|judged| judged.candidate.tokens <= budget);
    let (mut passages, mut passed): (Vec<_>, Vec<_>) =
        fitting.partition(|judged| judged.candidate.kind == SourceKind::Passage && !judged.candidate.cited);
    passages.sort_by(|one, two| best_first(one, two, |judged| judged.relevance));
    let relevant = passages.iter().take_while(|judged| judged.relevance >= MIN_RELEVANCE).count();
    passages.truncate(relevant.clamp(FEWEST_PASSAGES, MOST_PASSAGES));
    passed.append(&mut passages);
    passed
}

/// The candidates to be read, best first.
///
/// The choice is greedy: the most important that fits what is left of the budget, again and again. Only where a large
/// candidate keeps so much out that more than a twentieth of the attainable importance is lost, the exact optimum is taken.
pub(crate) fn select(mut eligible: Vec<Judged<'_>>, budget: u32) -> Vec<&Candidate> {
    eligible.sort_by(|one, two| best_first(one, two, |judged| judged.importance));
    let taken = greedy(&eligible, budget);
    let taken = if taken.len() == eligible.len() { taken } else { unless_wasteful(taken, &eligible, budget) };
    taken.into_iter().map(|at| eligible[at].candidate).collect()
}

fn greedy(eligible: &[Judged<'_>], budget: u32) -> Vec<usize> {
    let mut left = budget;
    let fits = |at: &usize| match left.checked_sub(eligible[*at].candidate.tokens) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    (0..eligible.len()).filter(fits).collect()
}

fn unless_wasteful(taken: Vec<usize>, eligible: &[Judged<'_>], budget: u32) -> Vec<usize> {
    let optimum = optimum(eligible, budget);
    let worth = |chosen: &[usize]| chosen.iter().map(|at| eligible[*at].importance).sum::<f64>();
    if worth(&taken) >= MIN_EFFICIENCY * worth(&optimum) { taken } else { optimum }
}

/// The choice of greatest total importance, by dynamic programming over the budget. Importance has six decimals and is
/// summed in whole millionths, so that equal sums are equal.
fn optimum(eligible: &[Judged<'_>], budget: u32) -> Vec<usize> {
    let budget = budget as usize;
    let mut best = vec![0u64; budget + 1];
    let mut improves = vec![vec![false; budget + 1]; eligible.len()];
    for (at, judged) in eligible.iter().enumerate() {
        let (worth, cost) = ((judged.importance * 1_000_000.0).round() as u64, judged.candidate.tokens as usize);
        for room in (cost..=budget).rev() {
            let with = best[room - cost] + worth;
            improves[at][room] = with > best[room];
            best[room] = best[room].max(with);
        }
    }
    let mut room = budget;
    let mut chosen: Vec<usize> = Vec::new();
    for at in (0..eligible.len()).rev().filter(|at| eligible[*at].candidate.tokens as usize <= budget) {
        if improves[at][room] {
            chosen.push(at);
            room -= eligible[at].candidate.tokens as usize;
        }
    }
    chosen.reverse();
    chosen
}

fn best_first(one: &Judged<'_>, two: &Judged<'_>, measure: impl Fn(&Judged<'_>) -> f64) -> Ordering {
    measure(two).total_cmp(&measure(one)).then_with(|| one.candidate.id.cmp(&two.candidate.id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Stage;

    fn candidate(id: usize, tokens: u32, kind: SourceKind) -> Candidate {
        Candidate {
            id: format!("m{id:02}"),
            kind,
            title: String::new(),
            text: String::new(),
            tokens,
            wave: 1,
            stage: Stage::Retrieval,
            cited: false,
        }
    }

    fn candidates(tokens: &[u32]) -> Vec<Candidate> {
        tokens.iter().enumerate().map(|(id, tokens)| candidate(id, *tokens, SourceKind::Passage)).collect()
    }

    fn judged<'a>(candidates: &'a [Candidate], scores: &[f64]) -> Vec<Judged<'a>> {
        candidates.iter().zip(scores).map(|(candidate, score)| Judged { candidate, relevance: *score, importance: *score }).collect()
    }

    fn selected(tokens: &[u32], scores: &[f64], budget: u32) -> Vec<String> {
        let candidates = candidates(tokens);
        select(judged(&candidates, scores), budget).into_iter().map(|candidate| candidate.id.clone()).collect()
    }

    #[test]
    fn the_most_important_that_fits_comes_next() {
        assert_eq!(selected(&[40, 40, 40, 20], &[0.9, 0.5, 0.8, 0.4], 100), ["m00", "m02", "m03"]);
        assert_eq!(selected(&[50, 50, 50], &[0.5, 0.5, 0.5], 100), ["m00", "m01"]);
        assert!(selected(&[], &[], 100).is_empty());
    }

    #[test]
    fn a_large_candidate_does_not_keep_many_good_ones_out() {
        assert_eq!(selected(&[90, 50, 50], &[0.9, 0.8, 0.8], 100), ["m01", "m02"]);
        assert_eq!(selected(&[90, 50, 50], &[0.9, 0.45, 0.45], 100), ["m00"]);
    }

    fn passed(scores: &[f64]) -> usize {
        pass_filter(&judged(&candidates(&vec![10; scores.len()]), scores), 100).len()
    }

    #[test]
    fn the_filter_keeps_the_relevant_but_never_too_few_or_too_many() {
        for (scores, expected) in
            [(vec![0.36; 20], 12), (vec![0.36; 5], 5), (vec![0.1; 5], 3), (vec![0.0; 2], 2), (vec![0.35, 0.35, 0.35, 0.34], 3)]
        {
            assert_eq!(passed(&scores), expected, "{scores:?}");
        }
    }

    #[test]
    fn memory_and_what_cannot_fit_are_no_matter_of_the_filter() {
        let mut all = candidates(&[200, 10, 10, 10, 10]);
        all.extend((5..25).map(|id| candidate(id, 10, SourceKind::Answer)));
        let passed = pass_filter(&judged(&all, &[0.0; 25]), 100);
        assert_eq!(passed.len(), 20 + FEWEST_PASSAGES);
        assert!(passed.iter().all(|judged| judged.candidate.tokens <= 100));
    }

    /// Tries every choice.
    fn attainable(tokens: &[u32], scores: &[f64], budget: u32) -> f64 {
        let total = |choice: u32| (0..tokens.len()).filter(move |at| choice >> at & 1 == 1);
        let fits = |choice: &u32| total(*choice).map(|at| tokens[at]).sum::<u32>() <= budget;
        (0..1 << tokens.len()).filter(fits).map(|choice| total(choice).map(|at| scores[at]).sum()).fold(0.0, f64::max)
    }

    proptest! {
        #[test]
        fn a_selection_fits_and_attains_95_percent(items in prop::collection::vec((0u32..150, 0u32..1_000_000), 0..11), budget in 0u32..400) {
            let tokens: Vec<u32> = items.iter().map(|item| item.0).collect();
            let scores: Vec<f64> = items.iter().map(|item| f64::from(item.1) / 1_000_000.0).collect();
            let candidates = candidates(&tokens);
            let chosen = select(judged(&candidates, &scores), budget);
            prop_assert!(chosen.iter().map(|candidate| candidate.tokens).sum::<u32>() <= budget);
            let worth: Vec<f64> = chosen.iter().map(|chosen| scores[candidates.iter().position(|c| c.id == chosen.id).unwrap()]).collect();
            prop_assert!(worth.is_sorted_by(|one, two| one >= two));
            prop_assert!(worth.iter().sum::<f64>() >= 0.95 * attainable(&tokens, &scores, budget) - 1e-9);
        }
    }
}
