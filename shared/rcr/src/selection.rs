use std::cmp::Ordering;

use crate::{Selected, judge::Judged};

/// The share of the attainable importance below which a greedy choice is not taken.
const MIN_EFFICIENCY: f64 = 0.95;

/// Of so many, the most important, the optimum is looked for. Greed loses little where there are more.
const MOST_WEIGHED: usize = 512;

/// The candidates to be read, best first.
///
/// The choice is greedy: the most important that fits what is left of the budget, again and again. Only where a large
/// candidate keeps so much out that more than a twentieth of the attainable importance is lost, the exact optimum is taken.
pub(crate) fn select(mut eligible: Vec<&Judged<'_>>, budget: u32) -> Vec<Selected> {
    eligible.retain(|judged| judged.portion.is_ok());
    eligible.sort_by(|one, two| best_first(one, two));
    let worth: Vec<Worth> =
        eligible.iter().filter_map(|judged| Some(Worth::of(judged.importance, judged.portion.as_ref().ok()?))).collect();
    let taken = greedy(worth.iter().map(|worth| worth.tokens), budget);
    let taken = if taken.len() == eligible.len() { taken } else { unless_wasteful(taken, &worth, budget) };
    taken.into_iter().filter_map(|at| eligible[at].portion.clone().ok()).collect()
}

/// The places of what fits, taken in their order, whatever comes before.
pub(crate) fn greedy(tokens: impl Iterator<Item = u32>, budget: u32) -> Vec<usize> {
    let mut left = budget;
    let fits = |(at, tokens): (usize, u32)| {
        left = left.checked_sub(tokens)?;
        Some(at)
    };
    tokens.enumerate().filter_map(fits).collect()
}

pub(crate) fn best_first(one: &Judged<'_>, two: &Judged<'_>) -> Ordering {
    two.importance.total_cmp(&one.importance).then_with(|| one.candidate.id.cmp(&two.candidate.id))
}

/// What a candidate gives and takes. Importance has six decimals and is summed in whole millionths, so that equal sums are equal.
#[derive(Debug, Clone, Copy)]
struct Worth {
    importance: u64,
    tokens: u32,
}

impl Worth {
    fn of(importance: f64, portion: &Selected) -> Self {
        Self { importance: (importance * 1_000_000.0).round() as u64, tokens: portion.tokens }
    }
}

fn unless_wasteful(taken: Vec<usize>, worth: &[Worth], budget: u32) -> Vec<usize> {
    let optimum = optimum(&worth[..worth.len().min(MOST_WEIGHED)], budget);
    let total = |chosen: &[usize]| chosen.iter().map(|at| worth[*at].importance).sum::<u64>() as f64;
    if total(&taken) >= MIN_EFFICIENCY * total(&optimum) { taken } else { optimum }
}

/// The choice of greatest total importance, by dynamic programming over the budget.
fn optimum(worth: &[Worth], budget: u32) -> Vec<usize> {
    let budget = budget as usize;
    let mut best = vec![0u64; budget + 1];
    let mut improves = vec![vec![false; budget + 1]; worth.len()];
    for (at, worth) in worth.iter().enumerate() {
        let cost = worth.tokens as usize;
        for room in (cost..=budget).rev() {
            let with = best[room - cost] + worth.importance;
            improves[at][room] = with > best[room];
            best[room] = best[room].max(with);
        }
    }
    let mut room = budget;
    let mut chosen: Vec<usize> = Vec::new();
    for at in (0..worth.len()).rev().filter(|at| worth[*at].tokens as usize <= budget) {
        if improves[at][room] {
            chosen.push(at);
            room -= worth[at].tokens as usize;
        }
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Candidate, Cost};

    fn candidates(tokens: &[u32]) -> Vec<Candidate> {
        let passage =
            |(id, tokens): (usize, &u32)| Candidate::passage(format!("m{id:02}"), "", "", Cost { tokens: *tokens, ..Cost::default() });
        tokens.iter().enumerate().map(passage).collect()
    }

    fn selected(candidates: &[Candidate], scores: &[f64], budget: u32) -> Vec<Selected> {
        let judged: Vec<Judged> = candidates
            .iter()
            .zip(scores)
            .map(|(candidate, score)| Judged {
                candidate,
                meant: 0.0,
                relevance: *score,
                importance: *score,
                similarity: None,
                portion: Ok(Selected { id: candidate.id.clone(), spans: None, tokens: candidate.tokens }),
            })
            .collect();
        select(judged.iter().collect(), budget)
    }

    fn ids(tokens: &[u32], scores: &[f64], budget: u32) -> Vec<String> {
        selected(&candidates(tokens), scores, budget).into_iter().map(|selected| selected.id).collect()
    }

    #[test]
    fn the_most_important_that_fits_comes_next() {
        assert_eq!(ids(&[40, 40, 40, 20], &[0.9, 0.5, 0.8, 0.4], 100), ["m00", "m02", "m03"]);
        assert_eq!(ids(&[50, 50, 50], &[0.5, 0.5, 0.5], 100), ["m00", "m01"]);
        assert!(ids(&[], &[], 100).is_empty());
    }

    #[test]
    fn a_large_candidate_does_not_keep_many_good_ones_out() {
        assert_eq!(ids(&[90, 50, 50], &[0.9, 0.8, 0.8], 100), ["m01", "m02"]);
        assert_eq!(ids(&[90, 50, 50], &[0.9, 0.45, 0.45], 100), ["m00"]);
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
            let chosen = selected(&candidates, &scores, budget);
            prop_assert!(chosen.iter().map(|chosen| chosen.tokens).sum::<u32>() <= budget);
            let worth: Vec<f64> = chosen.iter().map(|chosen| scores[candidates.iter().position(|c| c.id == chosen.id).unwrap()]).collect();
            prop_assert!(worth.is_sorted_by(|one, two| one >= two));
            prop_assert!(worth.iter().sum::<f64>() >= 0.95 * attainable(&tokens, &scores, budget) - 1e-9);
        }
    }
}
