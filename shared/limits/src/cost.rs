/// What a request counts for, in thousandths of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost(u32);

/// How much a request is worth to whoever waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    Critical,
    High,
    Medium,
    Low,
}

impl Priority {
    /// What ends work goes before what keeps it, and that before what begins it.
    pub fn of(function: &str) -> Self {
        match function {
            "cancel-run" | "complete-run" | "complete-agent-execution" => Priority::Critical,
            "claim-agent-work" | "renew-agent-claim" => Priority::High,
            "start-run" | "start-agent-execution" => Priority::Medium,
            _ => Priority::Low,
        }
    }

    /// In thousandths.
    fn boost(self) -> u32 {
        match self {
            Priority::Critical => 900,
            Priority::High => 700,
            Priority::Medium => 500,
            Priority::Low => 0,
        }
    }
}

impl Cost {
    pub const WHOLE: Cost = Cost(1_000);
    const LEAST: u32 = 100;

    /// Of a request with this priority, by a tenant whose tier is boosted by so many whole steps: a tenth less for each step.
    pub fn of(priority: Priority, tier_boost: u32) -> Self {
        let boost = tier_boost.saturating_mul(1_000).saturating_add(priority.boost());
        Self((1_000_u32.saturating_sub(boost / 10)).max(Self::LEAST))
    }

    /// Of so many requests at once.
    pub(crate) fn times(self, requests: u32) -> u64 {
        u64::from(self.0) * u64::from(requests)
    }

    pub fn thousandths(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priority_lowers_the_cost_to_a_tenth_at_most() {
        for (priority, tier_boost, thousandths) in [
            (Priority::Low, 0, 1_000),
            (Priority::Medium, 0, 950),
            (Priority::High, 0, 930),
            (Priority::Critical, 0, 910),
            (Priority::Low, 5, 500),
            (Priority::Critical, 5, 410),
            (Priority::Critical, 9, 100),
            (Priority::Critical, u32::MAX, 100),
        ] {
            assert_eq!(Cost::of(priority, tier_boost).thousandths(), thousandths, "{priority:?} {tier_boost}");
        }
    }
}
