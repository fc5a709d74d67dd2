use genesis_limits::Load;
use genesis_threats::Status;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    breaker_view::{Health, Sum},
    hours::Overview,
};

/// Shares in percent above which somebody should look, and above which at once: of requests that are refused, and of what the platform takes.
const BLOCKED: [f64; 2] = [10.0, 25.0];
const LOADED: [f64; 2] = [80.0, 90.0];

/// Something that somebody should look at.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Alert {
    kind: &'static str,
    severity: Severity,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Severity {
    Warning,
    Critical,
}

pub(crate) fn alerts(overview: &Overview, breakers: &Sum, threats: Status, load: Load) -> Vec<Alert> {
    let blocked = overview.block_rate().and_then(|rate| beyond(rate, BLOCKED));
    let loaded = beyond(f64::from(load.thousandths()) / 10.0, LOADED);
    let blocked = blocked.map(|(severity, bound)| ("block_rate", severity, format!("more than {bound} % of the requests are refused")));
    let loaded = loaded.map(|(severity, bound)| ("load", severity, format!("more than {bound} % of what the platform takes is leased")));
    let broken = (breakers.status() == Health::Unhealthy).then(|| "more than half of the models are left alone".to_owned());
    let broken = broken.map(|message| ("circuit_breakers", Severity::Critical, message));
    let threatening = match threats {
        Status::Critical => Some((Severity::Critical, "a client goes on and on after refusals, and is blocked for an hour")),
        Status::High => Some((Severity::Warning, "more than five clients go on after refusals, and are blocked for 15 minutes")),
        Status::Normal | Status::Elevated => None,
    };
    let threatening = threatening.map(|(severity, message)| ("threats", severity, message.to_owned()));
    let raised = [blocked, broken, threatening, loaded].into_iter().flatten();
    raised.map(|(kind, severity, message)| Alert { kind, severity, message }).collect()
}

/// The higher bound that a share is above.
fn beyond(percent: f64, [warning, critical]: [f64; 2]) -> Option<(Severity, f64)> {
    let bounds = [(Severity::Critical, critical), (Severity::Warning, warning)];
    bounds.into_iter().find(|(_, bound)| percent > *bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_is_refused_or_leased_the_more_urgent_it_is() {
        let severities = |bounds, shares: [f64; 4]| shares.map(|share| beyond(share, bounds).map(|(severity, _)| severity));
        let expected = [None, Some(Severity::Warning), Some(Severity::Warning), Some(Severity::Critical)];
        assert_eq!(severities(BLOCKED, [10.0, 10.1, 25.0, 25.1]), expected);
        assert_eq!(severities(LOADED, [80.0, 80.1, 90.0, 90.1]), expected);
    }
}
