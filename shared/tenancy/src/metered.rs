use genesis_core::MicroDollars;
use serde::{Deserialize, Serialize};

/// What is counted by the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metered {
    /// Runs that ended.
    OrchestrationRuns,
    /// That ended runs and steps have used.
    Tokens,
    /// Steps at callers' requests that ended.
    AgentExecutions,
    /// Times that something was put under a key.
    MemoryItems,
    /// Turns that were routed, of runs that ended.
    RouterCalls,
    /// Bytes that came, less those that went.
    Storage,
}

impl Metered {
    pub const ALL: [Metered; 6] = [
        Metered::OrchestrationRuns,
        Metered::Tokens,
        Metered::AgentExecutions,
        Metered::MemoryItems,
        Metered::RouterCalls,
        Metered::Storage,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Metered::OrchestrationRuns => "orchestration_runs",
            Metered::Tokens => "tokens",
            Metered::AgentExecutions => "agent_executions",
            Metered::MemoryItems => "memory_items",
            Metered::RouterCalls => "router_calls",
            Metered::Storage => "storage",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metered| metered.as_str() == text)
    }

    /// What one of it costs; none where it is paid for by how long it is had.
    pub fn unit_cost(self) -> Option<MicroDollars> {
        match self {
            Metered::OrchestrationRuns => Some(MicroDollars(100_000)),
            Metered::Tokens => Some(MicroDollars::PER_TOKEN),
            Metered::AgentExecutions => Some(MicroDollars(50_000)),
            Metered::MemoryItems => Some(MicroDollars(1_000)),
            Metered::RouterCalls => Some(MicroDollars(100)),
            Metered::Storage => None,
        }
    }

    /// What so much of it costs.
    pub fn cost(self, amount: i64) -> MicroDollars {
        self.unit_cost().map(|cost| cost.times(u64::try_from(amount).unwrap_or_default())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_read_as_it_is_written() {
        for metered in Metered::ALL {
            assert_eq!(Metered::parse(metered.as_str()), Some(metered));
            assert_eq!(serde_json::to_value(metered).unwrap(), metered.as_str());
        }
        assert_eq!(Metered::parse("bandwidth"), None);
    }

    #[test]
    fn a_run_of_three_thousand_tokens_costs_eleven_cents() {
        let cost = Metered::OrchestrationRuns.cost(1) + Metered::Tokens.cost(3_000) + Metered::Storage.cost(1_000_000);
        assert_eq!(cost.to_string(), "0.109000");
    }
}
