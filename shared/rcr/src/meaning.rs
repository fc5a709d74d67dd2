//! What passages mean, where a model can tell it of them and of the query, beside what their words say.

use crate::{Candidate, Request, learned::Place};

/// The least likeness with which a passage speaks of what is asked.
pub(crate) const MIN_SIMILARITY: f64 = 0.35;

/// How much of what is missing to certainty the closest meaning makes up for.
const MEANING: f64 = 0.5;

/// How far each candidate stands out by its meaning, from 0 to 1: how much of the way from the mean of all that have a likeness, or from
/// the least where that is more, to full likeness. What is as like as everything else says nothing, and models differ in what they call like.
///
/// The candidates come in the order of their ids, so that the mean is the same however they were offered.
pub(crate) fn nearness(request: &Request<'_>, candidates: &[&Candidate]) -> Vec<f64> {
    let likeness = |candidate: &&Candidate| request.similarities?.get(&candidate.id).copied();
    let known: Vec<f64> = candidates.iter().filter_map(likeness).collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let from = mean.clamp(MIN_SIMILARITY, 1.0);
    let stands_out = |likeness: f64| if from < 1.0 { ((likeness - from) / (1.0 - from)).clamp(0.0, 1.0) } else { 0.0 };
    candidates.iter().map(|candidate| likeness(candidate).map_or(0.0, stands_out)).collect()
}

/// What words make likely, raised by what is near in meaning towards certainty: `likely + (1 - likely) * 0.5 * near`.
/// Never lowered, and as it was where nothing is near.
fn raised(likely: f64, near: f64) -> f64 {
    likely + (1.0 - likely) * MEANING * near
}

/// How likely each line is by its words and by what its passage means. A likeness is of the passage, so its likeliest line has all of the
/// raise, and the others as much less as they are less likely.
pub(crate) fn raised_lines(places: &[Place], likely: &[f64], near: &[f64]) -> Vec<f64> {
    let mut best = vec![0.0f64; near.len()];
    for (place, likely) in places.iter().zip(likely) {
        best[place.page] = best[place.page].max(*likely);
    }
    let share = |place: &Place, likely: f64| if best[place.page] > 0.0 { likely / best[place.page] } else { 1.0 };
    places.iter().zip(likely).map(|(place, likely)| raised(*likely, near[place.page] * share(place, *likely))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{Cost, Role};

    fn near(likenesses: &[f64]) -> Vec<f64> {
        let passage = |n: usize| Candidate::passage(format!("p{n}"), "", "", Cost::default());
        let candidates: Vec<Candidate> = (0..likenesses.len()).map(passage).collect();
        let similarities: BTreeMap<String, f64> = candidates.iter().map(|one| one.id.clone()).zip(likenesses.iter().copied()).collect();
        let request = Request { similarities: Some(&similarities), ..Request::new(Role::Solver, "", &candidates) };
        nearness(&request, &candidates.iter().collect::<Vec<_>>())
    }

    #[test]
    fn only_what_is_nearer_than_the_rest_stands_out() {
        let close = |one: Vec<f64>, other: &[f64]| one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-9);
        assert!(close(near(&[1.0, 0.1, 0.1, 0.0]), &[1.0, 0.0, 0.0, 0.0]));
        assert!(close(near(&[0.9, 0.7, 0.8]), &[0.5, 0.0, 0.0]), "by its distance from the mean");
        assert!(close(near(&[0.34, 0.1, -1.0]), &[0.0; 3]), "what is too far from the query does not, even as the nearest");
        assert!(close(near(&[0.9; 4]), &[0.0; 4]) && close(near(&[1.0; 2]), &[0.0; 2]) && near(&[]).is_empty());
    }

    #[test]
    fn the_likeliest_line_has_all_of_the_raise() {
        let place = |(page, line)| Place { page, line, span: None, tokens: 10 };
        let places = [(0, 0), (0, 1), (1, 0), (2, 0)].map(place);
        assert_eq!(raised_lines(&places, &[0.2, 0.1, 0.3, 0.0], &[1.0, 0.0, 1.0]), [0.2 + 0.8 * 0.5, 0.1 + 0.9 * 0.25, 0.3, 0.5]);
    }

    proptest! {
        #[test]
        fn meaning_raises_within_bounds(likely in 0.0..=1.0f64, near in 0.0..=1.0f64, nearer in 0.0..=1.0f64) {
            prop_assert!(raised(likely, near) >= likely && raised(likely, near) <= likely.midpoint(1.0) + 1e-12);
            prop_assert_eq!(raised(likely, 0.0).to_bits(), likely.to_bits());
            prop_assert!(near > nearer || raised(likely, near) <= raised(likely, nearer));
        }
    }
}
