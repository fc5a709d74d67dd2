use genesis_aws::Sight;
use genesis_core::Timestamp;
use genesis_limits::Violations;
use genesis_threats::{Level, Status};
use schemars::JsonSchema;
use serde::Serialize;

/// What the tenant's own clients have done lately that looks like an attack.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ThreatDetection {
    /// `critical` with one client of that level, `high` with more than five of that, `elevated` with more than ten in all, or `normal`.
    status: &'static str,
    window_seconds: u64,
    /// Clients that went on after refusals within these seconds, by the block that it leads to: for a minute, 5, 15, and an hour.
    low: usize,
    medium: usize,
    high: usize,
    critical: usize,
}

impl ThreatDetection {
    pub fn of(threats: &[Level], status: Status) -> Self {
        let [low, medium, high, critical] = [Level::Low, Level::Medium, Level::High, Level::Critical]
            .map(|wanted| threats.iter().filter(|level| **level == wanted).count());
        Self { status: status.as_str(), window_seconds: Status::WINDOW.as_secs(), low, medium, high, critical }
    }
}

/// What clients are that went on after a refusal lately.
pub(crate) fn threats(seen: &Sight, now: Timestamp) -> Vec<Level> {
    let lately = seen.violations.values().filter(|violations| now < violations.last.plus(Status::WINDOW));
    lately.map(|violations| threat(violations, now)).collect()
}

/// What is to be expected of a client that went on so often after it was refused, by the block that this leads to.
pub(crate) fn threat(violations: &Violations, now: Timestamp) -> Level {
    let block = violations.block().filter(|_| !violations.are_forgotten(now));
    block.map_or(Level::None, Level::of_block)
}
