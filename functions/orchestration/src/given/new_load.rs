use genesis_lag::{LoadSettings, Weights};
use genesis_orchestration::InvalidRun;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

/// How cognitive load is weighed, and from where on a question is split.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLoad {
    /// A question whose load is greater is split; 0.7 where absent.
    #[schemars(range(min = 0, max = 1))]
    threshold: Option<f64>,
    /// How fast the threshold falls with the depth of splitting: the threshold times e^(-decay * depth); 0.1 where absent.
    #[schemars(range(min = 0, max = 1))]
    decay: Option<f64>,
    weights: Option<NewWeights>,
}

/// What each term counts; together 1, within 0.01.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "semantic_scope": 0.35, "reasoning_depth": 0.45, "ambiguity": 0.2 }))]
pub struct NewWeights {
    /// 0.35 where no weights are given.
    #[schemars(range(min = 0, max = 1))]
    semantic_scope: f64,
    /// 0.45 where no weights are given.
    #[schemars(range(min = 0, max = 1))]
    reasoning_depth: f64,
    /// 0.2 where no weights are given.
    #[schemars(range(min = 0, max = 1))]
    ambiguity: f64,
}

impl NewLoad {
    pub(crate) fn parse(self) -> Result<LoadSettings, InvalidRun> {
        let usual = LoadSettings::default();
        let weights = self.weights.map_or(usual.weights, |new| {
            let NewWeights { semantic_scope, reasoning_depth, ambiguity } = new;
            let [semantic_scope, reasoning_depth, ambiguity] = [semantic_scope, reasoning_depth, ambiguity].map(storable);
            Weights { semantic_scope, reasoning_depth, ambiguity }
        });
        let settings = LoadSettings {
            threshold: self.threshold.map_or(usual.threshold, storable),
            decay: self.decay.map_or(usual.decay, storable),
            weights,
        };
        settings.check()?;
        Ok(settings)
    }
}

/// What a table can hold: no number but zero is nearer to it than 1e-130 there.
pub(crate) fn storable(number: f64) -> f64 {
    if number.abs() < 1e-100 { 0.0 } else { number }
}
