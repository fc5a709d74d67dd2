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

/// What a function's versions are told from each other's by.
const FUNCTION: &str = "function";
const VERSION: &str = "version";

/// A figure that is told again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    pub name: &'static str,
    pub unit: Unit,
    pub kind: MetricKind,
    dimensions: &'static [&'static str],
}

/// How what is told is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// As of a moment.
    Gauge,
    /// Grows from the platform's first day on: what a graph or an alarm is about is the difference between two moments.
    Total,
    /// Told when it happens, and not at all while it does not.
    Event,
}

/// Requests that were let in although what counts them did not answer.
pub const UNCOUNTED_REQUESTS: Metric = Metric::event("uncounted_requests", &[STAGE]);

/// Requests that a rate limit refused.
pub const RATE_LIMIT_HITS: Metric = Metric::event("rate_limit_hits", &[STAGE]);

/// Requests whose credentials prove nothing, or too little.
pub const AUTH_FAILURES: Metric = Metric::event("auth_failures", &[STAGE]);

/// Requests that were answered with an error of the server, and messages that were not handled. Lambda counts neither as an error: the
/// invocation itself succeeded.
pub const FAILURES: Metric = Metric::event("failures", &[FUNCTION, VERSION]);

/// The level of a request that is a threat, from 2 for medium to 4 for critical, and that there was one of this level.
pub const THREAT_LEVEL: Metric = Metric::event("threat_level", &[STAGE]);
pub const THREATS_MEDIUM: Metric = Metric::event("threats_medium", &[STAGE]);
pub const THREATS_HIGH: Metric = Metric::event("threats_high", &[STAGE]);
pub const THREATS_CRITICAL: Metric = Metric::event("threats_critical", &[STAGE]);

/// Blocks that an instance has put on addresses, or made longer.
pub const ADDRESSES_BLOCKED: Metric = Metric::event("addresses_blocked", &[STAGE]);

/// All that are told when they happen.
pub const EVENTS: [Metric; 9] = [
    RATE_LIMIT_HITS,
    UNCOUNTED_REQUESTS,
    AUTH_FAILURES,
    FAILURES,
    THREAT_LEVEL,
    THREATS_MEDIUM,
    THREATS_HIGH,
    THREATS_CRITICAL,
    ADDRESSES_BLOCKED,
];

/// As CloudWatch knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    Count,
    Milliseconds,
    Percent,
    None,
}

impl Metric {
    pub const fn gauge(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, kind: MetricKind::Gauge, dimensions: &[STAGE] }
    }

    pub const fn total(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, kind: MetricKind::Total, dimensions: &[STAGE] }
    }

    const fn event(name: &'static str, dimensions: &'static [&'static str]) -> Self {
        Self { name, unit: Unit::Count, kind: MetricKind::Event, dimensions }
    }
}

impl Cloud {
    /// Tells CloudWatch of the stage's figures as of a moment.
    pub fn tell(&self, as_of: Timestamp, figures: &[(Metric, f64)]) {
        self.connection().log(line(&[(STAGE, &self.settings().stage)], as_of, figures));
    }

    /// Tells CloudWatch of what this version of the function failed at in an invocation, as of when that began: so Lambda files invocations.
    pub fn tell_failures(&self, begun: Timestamp, failures: usize) {
        let running = &self.settings().running;
        let version = [(FUNCTION, running.function.as_str()), (VERSION, running.version.as_str())];
        self.connection().log(line(&version, begun, &[(FAILURES, failures as f64)]));
    }
}

fn line(dimensions: &[(&str, &str)], as_of: Timestamp, figures: &[(Metric, f64)]) -> String {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let metrics: Vec<Value> = figures.iter().map(|(metric, _)| json!({ "Name": metric.name, "Unit": metric.unit })).collect();
    let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics });
    let values = figures.iter().map(|(metric, value)| (metric.name.to_owned(), json!(value)));
    let mut line: Map<String, Value> = values.collect();
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.insert("_aws".to_owned(), json!({ "Timestamp": as_of.0, "CloudWatchMetrics": [directive] }));
    Value::Object(line).to_string()
}
