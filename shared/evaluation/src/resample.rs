use fastrand::Rng;

use crate::measure::Part;

const RESAMPLES: usize = 1000;
const SWAPS: usize = 4999;

/// The 95 % interval of a share by the percentile bootstrap over questions (Efron 1979): the same for the same seed. None of fewer than two
/// questions that have a part: there is nothing to draw from.
pub(crate) fn interval(parts: &[Part], seed: u64) -> Option<[f64; 2]> {
    if parts.iter().filter(|part| part.of > 0.0).count() < 2 {
        return None;
    }
    interval_of(parts.len(), seed, |drawn| Part::share(drawn.iter().map(|at| parts[*at])))
}

/// The same for the difference of two shares over the same questions, which are drawn together.
pub(crate) fn paired_interval(these: &[Part], those: &[Part], seed: u64) -> Option<[f64; 2]> {
    let share = |parts: &[Part], drawn: &[usize]| Part::share(drawn.iter().map(|at| parts[*at]));
    if these.len() < 2 {
        return None;
    }
    interval_of(these.len(), seed, |drawn| Some(share(these, drawn)? - share(those, drawn)?))
}

/// How likely a difference as large as this one is if it were chance which of the two a question's parts belong to: the paired
/// randomisation test (Fisher 1935; for retrieval, Smucker et al. 2007).
pub(crate) fn chance(these: &[Part], those: &[Part], seed: u64) -> Option<f64> {
    let difference = |swapped: &[bool]| {
        let side = |other: bool| {
            let parts = these.iter().zip(those).zip(swapped);
            Part::share(parts.map(|((this, that), swapped)| if *swapped == other { *this } else { *that }))
        };
        Some(side(false)? - side(true)?)
    };
    let found = difference(&vec![false; these.len()])?.abs();
    let mut random = Rng::with_seed(seed);
    let mut as_large = 1;
    let mut swapped = vec![false; these.len()];
    for _ in 0..SWAPS {
        swapped.iter_mut().for_each(|swapped| *swapped = random.bool());
        // What differs in the last bits alone is as large.
        as_large += usize::from(difference(&swapped)?.abs() >= found - 1e-12);
    }
    Some(as_large as f64 / (SWAPS + 1) as f64)
}

fn interval_of(count: usize, seed: u64, share: impl Fn(&[usize]) -> Option<f64>) -> Option<[f64; 2]> {
    let mut random = Rng::with_seed(seed);
    let mut drawn = vec![0; count];
    let mut shares = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        drawn.iter_mut().for_each(|at| *at = random.usize(..count));
        shares.extend(share(&drawn));
    }
    shares.sort_by(f64::total_cmp);
    let at = |share: f64| shares.get(((shares.len() as f64 - 1.0) * share).round() as usize).copied();
    Some([at(0.025)?, at(0.975)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(right: usize, wrong: usize) -> Vec<Part> {
        let part = |sum| Part { sum, of: 1.0 };
        [vec![part(1.0); right], vec![part(0.0); wrong]].concat()
    }

    #[test]
    fn an_interval_holds_its_share_and_narrows_with_more_questions() {
        let width = |parts: &[Part]| {
            let [low, high] = interval(parts, 42).unwrap();
            assert!(low <= 0.6 && 0.6 <= high, "{low} {high}");
            high - low
        };
        let (few, many) = (width(&parts(12, 8)), width(&parts(600, 400)));
        // Four standard errors of 0.6 among 20, and among 1000.
        assert!((few - 0.43).abs() < 0.08 && (many - 0.061).abs() < 0.012, "{few} {many}");
        assert_eq!(interval(&parts(5, 0), 1), Some([1.0, 1.0]));
        assert_eq!((interval(&[], 1), interval(&parts(1, 0), 1)), (None, None));
        assert_eq!(interval(&[Part { sum: 0.0, of: 0.0 }, Part { sum: 1.0, of: 1.0 }], 1), None, "one of the two has nothing to count");
        assert_eq!(paired_interval(&parts(1, 0), &parts(0, 1), 1), None);
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let parts: Vec<Part> = (0..40).map(|n| Part { sum: f64::from(n * n), of: 1600.0 }).collect();
        assert_eq!(interval(&parts, 7), interval(&parts, 7));
        assert_ne!(interval(&parts, 7), interval(&parts, 8));
    }

    #[test]
    fn chance_is_told_from_difference() {
        let (good, poor) = (parts(40, 10), parts(20, 30));
        assert!(chance(&good, &poor, 42).unwrap() < 0.001);
        assert_eq!(chance(&good, &good, 42), Some(1.0));
        let [low, high] = paired_interval(&good, &poor, 42).unwrap();
        assert!(0.2 < low && low < 0.4 && 0.4 < high && high < 0.6, "{low} {high}");
        // Three questions of one direction: two of eight ways to swap them are as extreme.
        let p = chance(&parts(3, 0), &parts(0, 3), 42).unwrap();
        assert!((p - 0.25).abs() < 0.03, "{p}");
    }
}
