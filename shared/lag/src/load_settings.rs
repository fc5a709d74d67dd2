use serde::{Deserialize, Serialize};

/// How cognitive load is weighed, and from where on a question is split.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoadSettings {
    /// From 0 to 1; a question whose load is greater is split.
    pub threshold: f64,
    /// How fast the threshold falls with the depth of splitting, from 0 (not at all) to 1.
    pub decay: f64,
    pub weights: Weights,
}

/// What each term counts, from 0 to 1; together 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub semantic_scope: f64,
    pub reasoning_depth: f64,
    pub ambiguity: f64,
}

/// How far from 1 the sum of the weights may lie.
const SUM_TOLERANCE: f64 = 0.01;

/// What rounding in binary may add to a sum of decimals.
const BINARY_DUST: f64 = 1e-9;

impl LoadSettings {
    /// The threshold `tau(t)` of arXiv 2508.05509, section 3, for a question that `level` splits led to. The paper lets it fall
    /// without giving a form; here `tau(t) = threshold * e^(-decay * t)`, rounded to four decimals.
    ///
    /// A falling threshold makes splitting easier the deeper it gets, so it cannot end the recursion. What ends it: a split must
    /// give at least two sub-questions, levels stay below the depth limit and steps within the step limit.
    pub fn threshold_at(&self, level: u32) -> f64 {
        let tau = self.threshold * (-self.decay * f64::from(level)).exp();
        (tau * 10_000.0).round() / 10_000.0
    }

    pub fn check(&self) -> Result<(), InvalidLoad> {
        let is_share = |value: f64| (0.0..=1.0).contains(&value);
        let Weights { semantic_scope, reasoning_depth, ambiguity } = self.weights;
        let sum = semantic_scope + reasoning_depth + ambiguity;
        match () {
            () if !is_share(self.threshold) => Err(InvalidLoad::Threshold),
            () if !is_share(self.decay) => Err(InvalidLoad::Decay),
            () if ![semantic_scope, reasoning_depth, ambiguity].into_iter().all(is_share) => Err(InvalidLoad::Weight),
            () if (sum - 1.0).abs() > SUM_TOLERANCE + BINARY_DUST => Err(InvalidLoad::WeightSum),
            () => Ok(()),
        }
    }
}

impl Default for LoadSettings {
    fn default() -> Self {
        Self { threshold: 0.7, decay: 0.1, weights: Weights::default() }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { semantic_scope: 0.35, reasoning_depth: 0.45, ambiguity: 0.20 }
    }
}

/// Why load cannot be weighed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLoad {
    #[error("between 0 and 1")]
    Threshold,
    #[error("between 0 and 1")]
    Decay,
    #[error("each between 0 and 1")]
    Weight,
    #[error("the three weights must sum to 1, within {SUM_TOLERANCE}")]
    WeightSum,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weighing(semantic_scope: f64, reasoning_depth: f64, ambiguity: f64) -> LoadSettings {
        LoadSettings { weights: Weights { semantic_scope, reasoning_depth, ambiguity }, ..LoadSettings::default() }
    }

    #[test]
    fn weights_sum_to_one_within_a_hundredth() {
        for (settings, expected) in [
            (LoadSettings::default(), Ok(())),
            (weighing(1.0, 0.0, 0.0), Ok(())),
            (weighing(0.33, 0.33, 0.33), Ok(())),
            (weighing(0.34, 0.34, 0.33), Ok(())),
            (weighing(0.33, 0.33, 0.32), Err(InvalidLoad::WeightSum)),
            (weighing(0.5, 0.5, 0.02), Err(InvalidLoad::WeightSum)),
            (weighing(1.5, -0.5, 0.0), Err(InvalidLoad::Weight)),
            (weighing(f64::NAN, 0.5, 0.5), Err(InvalidLoad::Weight)),
            (LoadSettings { threshold: 1.01, ..LoadSettings::default() }, Err(InvalidLoad::Threshold)),
            (LoadSettings { decay: -0.1, ..LoadSettings::default() }, Err(InvalidLoad::Decay)),
        ] {
            assert_eq!(settings.check(), expected, "{settings:?}");
        }
    }

    #[test]
    fn the_threshold_falls_by_its_formula() {
        let settings = LoadSettings::default();
        assert_eq!([0, 1, 2].map(|level| settings.threshold_at(level)), [0.7, 0.6334, 0.5731]);
        assert_eq!(LoadSettings { decay: 0.0, ..settings }.threshold_at(4), 0.7);
    }

    proptest! {
        #[test]
        fn the_threshold_never_rises(threshold in 0.0..=1.0, decay in 0.0..=1.0, level in 0u32..100) {
            let settings = LoadSettings { threshold, decay, ..LoadSettings::default() };
            prop_assert!(settings.threshold_at(level + 1) <= settings.threshold_at(level));
            prop_assert!((0.0..=1.0).contains(&settings.threshold_at(level)));
        }
    }
}
