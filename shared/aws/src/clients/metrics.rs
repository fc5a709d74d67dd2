//! Figures for CloudWatch in its embedded metric format: one line of JSON in a function's log, from which CloudWatch takes them.

use std::sync::Arc;

use genesis_core::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Cloud;

/// Takes a line of the log.
pub type Lines = Arc<dyn Fn(String) + Send + Sync>;

/// What CloudWatch files all our metrics under.
const NAMESPACE: &str = "Genesis";

/// What one stage's figures are told from another's by.
const STAGE: &str = "stage";

/// A figure that is told again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    pub name: &'static str,
    pub unit: Unit,
    dimensions: [&'static str; 1],
}

/// Requests that were let in although what counts them did not answer.
pub const UNCOUNTED_REQUESTS: Metric = Metric::new("uncounted_requests", Unit::None);

/// Requests that a rate limit refused.
pub const RATE_LIMIT_HITS: Metric = Metric::new("rate_limit_hits", Unit::None);

/// Requests whose credentials prove nothing, or too little.
pub const AUTH_FAILURES: Metric = Metric::new("auth_failures", Unit::None);

/// The level of a request that is a threat, from 2 for medium to 4 for critical, and that there was one of this level.
pub const THREAT_LEVEL: Metric = Metric::new("threat_level", Unit::None);
pub const THREATS_MEDIUM: Metric = Metric::new("threats_medium", Unit::None);
pub const THREATS_HIGH: Metric = Metric::new("threats_high", Unit::None);
pub const THREATS_CRITICAL: Metric = Metric::new("threats_critical", Unit::None);

/// Blocks that an instance has put on addresses, or made longer.
pub const ADDRESSES_BLOCKED: Metric = Metric::new("addresses_blocked", Unit::None);

/// What is told where a request is refused, or looked at, before its function is asked.
pub const AT_THE_DOOR: [Metric; 8] =
    [RATE_LIMIT_HITS, UNCOUNTED_REQUESTS, AUTH_FAILURES, THREAT_LEVEL, THREATS_MEDIUM, THREATS_HIGH, THREATS_CRITICAL, ADDRESSES_BLOCKED];

/// As CloudWatch knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    Count,
    Milliseconds,
    Percent,
    None,
}

impl Metric {
    pub const fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, dimensions: [STAGE] }
    }
}

impl Cloud {
    /// Tells CloudWatch of figures as of a moment.
    pub fn tell(&self, as_of: Timestamp, figures: &[(Metric, f64)]) {
        self.connection().log(line(self.stage(), as_of, figures));
    }
}

fn line(stage: &str, as_of: Timestamp, figures: &[(Metric, f64)]) -> String {
    let metrics: Vec<Value> = figures.iter().map(|(metric, _)| json!({ "Name": metric.name, "Unit": metric.unit })).collect();
    let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [[STAGE]], "Metrics": metrics });
    let values = figures.iter().map(|(metric, value)| (metric.name.to_owned(), json!(value)));
    let mut line: Map<String, Value> = values.collect();
    line.insert(STAGE.to_owned(), json!(stage));
    line.insert("_aws".to_owned(), json!({ "Timestamp": as_of.0, "CloudWatchMetrics": [directive] }));
    Value::Object(line).to_string()
}
