use crate::{
    Candidate,
    learned::{Cut, Place},
};

/// How much a sentence's cost weighs against its likelihood, and what costs as much as it is likely.
const COST: f64 = 0.6;
const USUAL_TOKENS: f64 = 30.0;

/// A token matters the less the more there are to read: the cut falls with the size of the full context. Where there is little to
/// read, little is to be saved, and the cut rises no further.
const SIZE: f64 = 1.5;
const SMALL_CONTEXT: f64 = 600.0;
const USUAL_CONTEXT: f64 = 1_000.0;
const LARGE_CONTEXT: f64 = 3_000.0;

/// Where much evidence is expected, one piece of it is a smaller part; where next to none is, what there is matters no more for it.
const EXPECTED: f64 = 0.5;
const LEAST_EXPECTED: f64 = 0.05;

/// The best sentences of so many passages are kept, unless they are far less likely than the best of all: evidence must survive
/// a weak match, and an answer is told by what else there is.
const FEWEST_PASSAGES: usize = 3;
const FAR_LESS: f64 = 0.02;

impl Cut {
    /// The least worth of a sentence that is read, where sentences are so likely.
    pub fn of(self, is_part: bool, full_tokens: u64, likely: &[f64]) -> f64 {
        let usual = if is_part { self.part } else { self.whole };
        let expected: f64 = likely.iter().sum();
        let size = (full_tokens as f64).clamp(SMALL_CONTEXT, LARGE_CONTEXT);
        usual * (USUAL_CONTEXT / size).powf(SIZE) * expected.max(LEAST_EXPECTED).powf(EXPECTED)
    }
}

/// A sentence is worth its likelihood, less the more it costs; the likeliest of a passage bears the title's cost.
fn worth(likely: f64, tokens: u32) -> f64 {
    likely / (f64::from(tokens.max(1)) / USUAL_TOKENS).powf(COST)
}

/// Which sentences are worth their tokens, the best in any case.
pub(crate) fn worthwhile(passages: &[&Candidate], places: &[Place], likely: &[f64], least: f64) -> Vec<bool> {
    let best = best_of_pages(passages.len(), places, likely);
    let cost = |at: usize, place: &Place| match best[place.page] == Some(at) && place.span.is_some() {
        true => place.tokens.saturating_add(passages[place.page].title_tokens),
        false => place.tokens,
    };
    let mut kept: Vec<bool> = places.iter().enumerate().map(|(at, place)| worth(likely[at], cost(at, place)) >= least).collect();
    keep_the_best(best.into_iter().flatten().collect(), likely, &mut kept);
    kept
}

/// The likeliest line of each page, the first of equal ones.
pub(crate) fn best_of_pages(pages: usize, places: &[Place], likely: &[f64]) -> Vec<Option<usize>> {
    let mut best: Vec<Option<usize>> = vec![None; pages];
    for (at, place) in places.iter().enumerate() {
        if best[place.page].is_none_or(|best| likely[at] > likely[best]) {
            best[place.page] = Some(at);
        }
    }
    best
}

/// The likeliest sentences of different passages.
fn keep_the_best(mut best: Vec<usize>, likely: &[f64], kept: &mut [bool]) {
    best.sort_by(|one, two| likely[*two].total_cmp(&likely[*one]).then(one.cmp(two)));
    let least = best.first().map_or(0.0, |best| FAR_LESS * likely[*best]);
    for at in best.into_iter().take(FEWEST_PASSAGES).filter(|at| likely[*at] >= least) {
        kept[at] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cost, Span};

    const USUAL: Cut = Cut { part: 0.02, whole: 0.01 };

    /// Passages of two sentences of 30 tokens each, under titles that cost nothing.
    fn kept(likely: &[[f64; 2]], least: f64) -> Vec<[bool; 2]> {
        let passages: Vec<Candidate> = (0..likely.len()).map(|n| Candidate::passage(format!("p{n}"), "", "", Cost::default())).collect();
        let place = |(page, line)| Place { page, line, span: Some(Span { start: line, end: line + 1 }), tokens: 30 };
        let places: Vec<Place> = (0..likely.len()).flat_map(|page| [(page, 0), (page, 1)]).map(place).collect();
        let kept = worthwhile(&passages.iter().collect::<Vec<_>>(), &places, likely.as_flattened(), least);
        kept.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
    }

    #[test]
    fn the_best_sentences_of_three_passages_are_kept_however_bold_the_cut() {
        let likely = [[0.1, 0.3], [0.2, 0.1], [0.05, 0.01], [0.04, 0.04]];
        assert_eq!(kept(&likely, 2.0), [[false, true], [true, false], [true, false], [false, false]]);
    }

    #[test]
    fn equals_are_kept_even_where_nothing_is_likely() {
        assert_eq!(kept(&[[0.0, 0.0]; 4], 0.5), [[true, false], [true, false], [true, false], [false, false]]);
    }

    #[test]
    fn what_is_far_less_likely_than_the_best_is_no_floor() {
        assert_eq!(kept(&[[0.9, 0.1], [0.019, 0.0], [0.017, 0.0]], 0.5), [[true, false], [true, false], [false, false]]);
    }

    #[test]
    fn what_is_worth_its_tokens_is_kept_wherever_it_stands() {
        assert_eq!(kept(&[[0.5, 0.4], [0.39, 0.4], [0.5, 0.6]], 0.4), [[true, true], [false, true], [true, true]]);
        assert!(worth(0.4, 60) < worth(0.4, 30) && (worth(0.4, 30) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn the_cut_falls_with_the_context_between_its_bounds() {
        let at = |tokens| USUAL.of(true, tokens, &[1.0]);
        assert!((at(1_000) - 0.02).abs() < 1e-12 && (at(4_000) - at(3_000)).abs() < 1e-12);
        assert!(at(600) > at(1_000) && at(1_000) > at(3_000));
        assert_eq!((at(0), at(100)), (at(600), at(600)));
        assert!(USUAL.of(false, 1_000, &[1.0]) < at(1_000));
    }

    #[test]
    fn the_cut_rises_with_the_evidence_that_is_expected() {
        let at = |likely: &[f64]| USUAL.of(true, 1_000, likely);
        assert!((at(&[0.9, 0.9, 0.2, 2.0]) - 2.0 * at(&[0.5, 0.5])).abs() < 1e-12);
        assert_eq!(at(&[]), at(&[0.05]));
    }
}
