use genesis_breakers::{Breaker, Phase, Thresholds};
use genesis_core::{Timestamp, mean};
use genesis_http::Problem;
use genesis_models::ModelName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the circuit breakers of the models stand that the deployment names.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Sum {
    status: Health,
    total: usize,
    open: usize,
    half_open: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Health {
    Healthy,
    /// One at least is open.
    Degraded,
    /// More than half are.
    Unhealthy,
}

/// One breaker.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BreakerView {
    model: String,
    state: State,
    /// Since when it is open or half open.
    since: Option<String>,
    /// Requests that ended well within the last five minutes, and such that did not; an open breaker counts none.
    succeeded: u64,
    failed: u64,
    /// In percent; null without requests.
    failure_rate: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Closed,
    Open,
    HalfOpen,
}

/// Which breaker.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The model as the deployment names it, like `openai:gpt-5`.
    model: String,
}

impl Named {
    /// What no model can be called is a model that is not there.
    pub fn model(&self) -> Result<ModelName, Problem> {
        self.model.parse().map_err(|_| missing())
    }
}

/// A model that the deployment does not name.
fn missing() -> Problem {
    Problem::not_found().at("model")
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BreakerChanged {
    success: bool,
    model: String,
    state: State,
}

impl Sum {
    pub fn of(breakers: &[(ModelName, Breaker)]) -> Self {
        let count = |state: State| breakers.iter().filter(|(_, breaker)| State::of(breaker.phase()) == state).count();
        let (total, open, half_open) = (breakers.len(), count(State::Open), count(State::HalfOpen));
        let status = match open {
            0 => Health::Healthy,
            open if 2 * open > total => Health::Unhealthy,
            _ => Health::Degraded,
        };
        Self { status, total, open, half_open }
    }

    pub fn status(&self) -> Health {
        self.status
    }
}

impl BreakerView {
    pub fn of(model: &ModelName, breaker: &Breaker, thresholds: &Thresholds, now: Timestamp) -> Self {
        let (succeeded, failed) = breaker.counts(thresholds, now);
        let since = match breaker.phase() {
            Phase::Closed => None,
            Phase::Open { since } | Phase::HalfOpen { since, .. } => Some(since.to_string()),
        };
        let failure_rate = mean(100 * failed, succeeded + failed);
        Self { model: model.to_string(), state: State::of(breaker.phase()), since, succeeded, failed, failure_rate }
    }
}

impl BreakerChanged {
    /// Where the deployment names the model.
    pub fn of(model: &ModelName, is_named: bool, state: State) -> Result<Self, Problem> {
        is_named.then(|| Self { success: true, model: model.to_string(), state }).ok_or_else(missing)
    }
}

impl State {
    fn of(phase: Phase) -> Self {
        match phase {
            Phase::Closed => State::Closed,
            Phase::Open { .. } => State::Open,
            Phase::HalfOpen { .. } => State::HalfOpen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_open_breaker_is_a_flaw_and_more_than_half_of_them_an_illness() {
        let sum = |open: usize, all: usize| {
            let breaker = |n: usize| {
                let mut breaker = Breaker::default();
                if n < open {
                    breaker.open(Timestamp(0));
                }
                (format!("openai:{n}").parse().unwrap(), breaker)
            };
            Sum::of(&(0..all).map(breaker).collect::<Vec<_>>()).status()
        };
        assert_eq!(
            [sum(0, 0), sum(0, 4), sum(1, 4), sum(2, 4), sum(3, 4)],
            [Health::Healthy, Health::Healthy, Health::Degraded, Health::Degraded, Health::Unhealthy]
        );
    }
}
