use serde::{Deserialize, Serialize};

/// What an address did in a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub auth_failures: u32,
    pub access_denied: u32,
    pub rate_limits: u32,
    pub violations: u32,
    /// Of all kinds.
    pub total_events: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    Minimal,
    Low,
    Medium,
    High,
    Critical,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recommendation {
    Allow,
    Block,
}

/// What to think of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    pub level: RiskLevel,
    pub recommendation: Recommendation,
}

impl Risk {
    /// Of what an address did in a day and in the last hour of it, and whether it is known for harm.
    pub fn of(day: &Activity, hour: &Activity, is_listed: bool) -> Self {
        let score = 10 * u64::from(day.auth_failures)
            + 5 * u64::from(day.access_denied)
            + 8 * u64::from(day.rate_limits)
            + 20 * u64::from(day.violations);
        let level = match score {
            _ if is_listed => RiskLevel::Critical,
            100.. => RiskLevel::Critical,
            50.. => RiskLevel::High,
            20.. => RiskLevel::Medium,
            5.. => RiskLevel::Low,
            _ => RiskLevel::Minimal,
        };
        let should_block = is_listed || hour.auth_failures > 10 || hour.violations > 0 || hour.rate_limits > 5;
        Self { level, recommendation: if should_block { Recommendation::Block } else { Recommendation::Allow } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Activity = Activity { auth_failures: 0, access_denied: 0, rate_limits: 0, violations: 0, total_events: 0 };

    #[test]
    fn what_weighs_more_is_more_of_a_risk() {
        for (day, level) in [
            (NOTHING, RiskLevel::Minimal),
            (Activity { total_events: 1_000, ..NOTHING }, RiskLevel::Minimal),
            (Activity { access_denied: 1, ..NOTHING }, RiskLevel::Low),
            (Activity { auth_failures: 2, ..NOTHING }, RiskLevel::Medium),
            (Activity { violations: 2, auth_failures: 1, ..NOTHING }, RiskLevel::High),
            (Activity { rate_limits: 10, violations: 1, ..NOTHING }, RiskLevel::Critical),
            (Activity { auth_failures: u32::MAX, ..NOTHING }, RiskLevel::Critical),
        ] {
            assert_eq!(Risk::of(&day, &NOTHING, false).level, level, "{day:?}");
        }
        assert_eq!(Risk::of(&NOTHING, &NOTHING, true), Risk { level: RiskLevel::Critical, recommendation: Recommendation::Block });
    }

    #[test]
    fn the_last_hour_decides_about_a_block() {
        for (hour, recommendation) in [
            (NOTHING, Recommendation::Allow),
            (Activity { auth_failures: 10, rate_limits: 5, access_denied: 99, ..NOTHING }, Recommendation::Allow),
            (Activity { auth_failures: 11, ..NOTHING }, Recommendation::Block),
            (Activity { rate_limits: 6, ..NOTHING }, Recommendation::Block),
            (Activity { violations: 1, ..NOTHING }, Recommendation::Block),
        ] {
            assert_eq!(Risk::of(&NOTHING, &hour, false).recommendation, recommendation, "{hour:?}");
        }
    }
}
