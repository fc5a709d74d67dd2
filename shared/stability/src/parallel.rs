use serde::Serialize;

use crate::{Measure, Observation, observation::Agreement};

/// Runs that were taken at the same time beside one that was taken alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parallel {
    /// How far each agrees with the one taken alone.
    pub each: Vec<f64>,
    /// What is lost by working at the same time: by how much they agree less with the one taken alone than it does with itself.
    pub interference: f64,
    /// Whether plans, routes, answers and files are the same.
    pub equals_serial: bool,
}

impl Parallel {
    pub fn of(alone: &Observation, together: &[Observation]) -> Self {
        let agreements: Vec<Agreement> = together.iter().map(|run| Agreement::between(alone, run)).collect();
        let each: Vec<f64> = agreements.iter().map(Agreement::overall).collect();
        Self {
            interference: 1.0 - each.iter().sum::<f64>() / each.len().max(1) as f64,
            equals_serial: agreements.iter().all(Agreement::is_full),
            each,
        }
    }

    pub fn measures(&self) -> Vec<Measure> {
        let lowest = self.each.iter().copied().fold(1.0, f64::min);
        vec![
            Measure::at_least("parallel: least agreement with serial", lowest, PARALLEL),
            Measure::at_most("parallel: interference", self.interference, 0.05),
        ]
    }
}

/// The share of likeness that is asked of runs at the same time.
const PARALLEL: f64 = 0.98;
