use serde::Serialize;

/// How far the times of runs lie apart. Shares are of the median, 0 where all are equal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    pub median_ms: f64,
    pub p95_ms: f64,
    /// The standard deviation.
    pub deviation: f64,
    /// The largest distance from the median.
    pub range: f64,
    /// How far the medians of the earlier and the later half of the runs are apart.
    pub p50_spread: f64,
    /// The same of the 95th percentiles.
    pub p95_spread: f64,
    /// Times more than one and a half interquartile ranges outside of the quartiles.
    pub outliers: usize,
}

impl Spread {
    /// Of times in milliseconds, in the order of the runs; none of none.
    pub fn of(times_ms: &[f64]) -> Option<Self> {
        let sorted = sorted(times_ms);
        let median_ms = percentile(&sorted, 0.5)?;
        let share = |difference: f64| if difference == 0.0 { 0.0 } else { difference / median_ms.max(f64::MIN_POSITIVE) };
        let mean = times_ms.iter().sum::<f64>() / times_ms.len() as f64;
        let variance = times_ms.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / times_ms.len() as f64;
        let (earlier, later) = times_ms.split_at(times_ms.len() / 2);
        let apart = |rank| match (percentile(&self::sorted(earlier), rank), percentile(&self::sorted(later), rank)) {
            (Some(one), Some(two)) => share((one - two).abs()),
            _ => 0.0,
        };
        Some(Self {
            median_ms,
            p95_ms: percentile(&sorted, 0.95)?,
            deviation: share(variance.sqrt()),
            range: share(times_ms.iter().map(|time| (time - median_ms).abs()).fold(0.0, f64::max)),
            p50_spread: apart(0.5),
            p95_spread: apart(0.95),
            outliers: outliers(&sorted),
        })
    }
}

fn outliers(sorted: &[f64]) -> usize {
    let (Some(low), Some(high)) = (percentile(sorted, 0.25), percentile(sorted, 0.75)) else { return 0 };
    let reach = 1.5 * (high - low);
    sorted.iter().filter(|time| **time < low - reach || **time > high + reach).count()
}

fn sorted(times: &[f64]) -> Vec<f64> {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Between the two nearest ranks in proportion (Hyndman and Fan's seventh definition).
fn percentile(sorted: &[f64], rank: f64) -> Option<f64> {
    let place = rank * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(one: f64, two: f64) -> bool {
        (one - two).abs() < 1e-9
    }

    #[test]
    fn times_are_summed_up_by_their_median() {
        let spread = Spread::of(&[100.0, 102.0, 98.0, 101.0, 99.0, 100.0, 100.0, 101.0, 99.0, 150.0]).unwrap();
        assert!(near(spread.median_ms, 100.0) && near(spread.p95_ms, 128.4), "{spread:?}");
        assert!(near(spread.deviation, 226.2_f64.sqrt() / 100.0), "{spread:?}");
        assert!(near(spread.range, 0.5) && spread.outliers == 1, "{spread:?}");
        assert!(near(spread.p50_spread, 0.0) && near(spread.p95_spread, (140.2 - 101.8) / 100.0), "{spread:?}");
    }

    #[test]
    fn equal_times_have_no_spread_and_no_time_has_none() {
        for times in [&[7.0][..], &[7.0; 5], &[0.0, 0.0]] {
            let spread = Spread::of(times).unwrap();
            assert_eq!([spread.deviation, spread.range, spread.p50_spread, spread.p95_spread], [0.0; 4]);
            assert_eq!((spread.median_ms, spread.outliers), (times[0], 0));
        }
        assert_eq!(Spread::of(&[]), None);
    }

    proptest! {
        #[test]
        fn shares_do_not_change_with_the_unit(times in prop::collection::vec(1.0..1000.0_f64, 1..20), unit in 1.0..1000.0_f64) {
            let (one, two) = (Spread::of(&times).unwrap(), Spread::of(&times.iter().map(|time| time * unit).collect::<Vec<_>>()).unwrap());
            prop_assert!((one.deviation - two.deviation).abs() < 1e-6 && (one.range - two.range).abs() < 1e-6);
            prop_assert!((one.p50_spread - two.p50_spread).abs() < 1e-6 && (one.median_ms * unit - two.median_ms).abs() < 1e-6);
        }
    }
}
