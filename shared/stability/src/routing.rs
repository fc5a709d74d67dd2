use serde::{Deserialize, Serialize};

use crate::Trend;

/// What routing did once. Shares from 0 to 1, where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RoutingSample {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub efficiency_gain: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_score: Option<f64>,
}

/// How routing goes from one time to the next. A figure is none where fewer than two samples give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoutingEffect {
    pub efficiency: Option<Trend>,
    pub quality: Option<Trend>,
    /// Whether quality falls so fast that something should be changed.
    pub needs_adjustment: bool,
    /// Pearson's coefficient of gain and quality, from -1 to 1; none where either is always the same.
    pub correlation: Option<f64>,
}

/// Quality that falls faster than this from one sample to the next asks for an adjustment.
const STEEPEST: f64 = -0.05;

/// What changes by less, over all samples, is steady.
const STEADY: f64 = 0.02;

/// So that a fall of just the steepest is none too steep, whatever the last bit says.
const ROUNDING: f64 = 1e-9;

impl RoutingEffect {
    /// Of samples in their order.
    pub fn of(samples: &[RoutingSample]) -> Self {
        let quality = trend(samples.iter().filter_map(|sample| sample.quality_score));
        let both: Vec<(f64, f64)> = samples.iter().filter_map(|sample| sample.efficiency_gain.zip(sample.quality_score)).collect();
        Self {
            efficiency: trend(samples.iter().filter_map(|sample| sample.efficiency_gain)),
            quality,
            needs_adjustment: quality.is_some_and(|quality| quality.slope < STEEPEST - ROUNDING),
            correlation: correlation(&both),
        }
    }
}

fn trend(figures: impl Iterator<Item = f64>) -> Option<Trend> {
    let figures: Vec<f64> = figures.collect();
    (figures.len() > 1).then(|| Trend::of(&figures, STEADY))
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let (ones, others): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let from_mean = |figures: &[f64]| {
        let mean = figures.iter().sum::<f64>() / count;
        figures.iter().map(|figure| figure - mean).collect::<Vec<_>>()
    };
    let (ones, others) = (from_mean(&ones), from_mean(&others));
    let product = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f64>();
    let spread = (product(&ones, &ones) * product(&others, &others)).sqrt();
    // Equal figures leave but the last bits of their mean.
    (spread > 1e-12).then(|| (product(&ones, &others) / spread).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Direction;

    fn samples(figures: &[(f64, f64)]) -> Vec<RoutingSample> {
        let sample = |&(gain, quality)| RoutingSample { efficiency_gain: Some(gain), quality_score: Some(quality) };
        figures.iter().map(sample).collect()
    }

    fn falling_by(step: f64) -> RoutingEffect {
        RoutingEffect::of(&samples(&[0.0, 1.0, 2.0, 3.0].map(|n| (0.5 + 0.1 * n, 0.9 - step * n))))
    }

    #[test]
    fn quality_that_falls_faster_than_a_twentieth_asks_for_an_adjustment() {
        for (step, needs_adjustment) in [(0.0, false), (0.049, false), (0.05, false), (0.051, true), (0.2, true), (-0.1, false)] {
            assert_eq!(falling_by(step).needs_adjustment, needs_adjustment, "{step}");
        }
    }

    #[test]
    fn gain_and_quality_are_correlated_from_minus_one_to_one() {
        let near = |effect: RoutingEffect, expected: f64| effect.correlation.is_some_and(|found| (found - expected).abs() < 1e-9);
        assert!(near(falling_by(0.1), -1.0) && near(falling_by(-0.03), 1.0));
        assert!(near(RoutingEffect::of(&samples(&[(0.1, 0.2), (0.2, 0.8), (0.3, 0.2)])), 0.0));
        assert_eq!(falling_by(0.0).correlation, None, "what never changes goes with nothing");
    }

    #[test]
    fn a_figure_counts_where_it_is_given() {
        let mut some = samples(&[(0.9, 0.5), (0.8, 0.5), (0.7, 0.5)]);
        some[1].quality_score = None;
        let effect = RoutingEffect::of(&some);
        assert_eq!(effect.efficiency.map(|trend| trend.direction), Some(Direction::Falling));
        assert_eq!(effect.quality.map(|trend| trend.direction), Some(Direction::Steady));
        for few in [&some[..0], &some[..1]] {
            let nothing = RoutingEffect { efficiency: None, quality: None, needs_adjustment: false, correlation: None };
            assert_eq!(RoutingEffect::of(few), nothing);
        }
    }

    proptest! {
        #[test]
        fn a_correlation_is_within_its_bounds(figures in prop::collection::vec((0.0..=1.0_f64, 0.0..=1.0_f64), 0..100)) {
            prop_assert!(RoutingEffect::of(&samples(&figures)).correlation.is_none_or(|found| (-1.0..=1.0).contains(&found)));
        }
    }
}
