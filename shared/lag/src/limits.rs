use std::time::Duration;

use genesis_core::MicroDollars;
use serde::{Deserialize, Serialize};

use crate::Reason;

/// Where a run stops even if its logic holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The longest chain of dependent sub-questions, and how often a sub-question may be split again.
    pub max_depth: u32,
    /// The most sub-questions that are asked.
    pub max_steps: u32,
    pub max_seconds: u32,
    /// Tokens that go to models and come back.
    pub max_tokens: u32,
    pub max_cost_microdollars: u32,
    /// Searches of the knowledge library.
    pub max_tool_calls: u32,
}

impl Limits {
    pub const HIGHEST: Limits =
        Limits { max_depth: 5, max_steps: 12, max_seconds: 300, max_tokens: 50_000, max_cost_microdollars: 1_000_000, max_tool_calls: 100 };

    /// The limit that a run would pass with what comes next, and a sentence about it. It trips before the limit is passed.
    pub fn breached(&self, spent: &Spent, coming: &Coming) -> Option<(Reason, String)> {
        let tokens = spent.tokens.saturating_add(coming.tokens);
        let calls = spent.tool_calls.saturating_add(coming.tool_calls);
        let cost = spent.cost + coming.cost;
        let most = MicroDollars(self.max_cost_microdollars.into());
        let passed = |reason, detail: String| Some((reason, detail));
        if spent.time >= Duration::from_secs(self.max_seconds.into()) {
            return passed(Reason::TimeLimit, format!("The run has taken its {} seconds.", self.max_seconds));
        }
        if tokens > self.max_tokens.into() {
            return passed(Reason::TokenLimit, format!("What comes next would take the run beyond its {} tokens.", self.max_tokens));
        }
        if cost > most {
            return passed(Reason::CostLimit, format!("What comes next would cost more than the {most} USD the run may."));
        }
        if calls > self.max_tool_calls {
            return passed(Reason::ToolCallLimit, format!("What comes next needs more than the {} searches allowed.", self.max_tool_calls));
        }
        None
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_steps: 10, max_tokens: 20_000, max_tool_calls: 25, ..Self::HIGHEST }
    }
}

/// What a run has used so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub time: Duration,
    pub tokens: u64,
    pub cost: MicroDollars,
    pub tool_calls: u32,
}

/// What the next sub-questions are likely to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coming {
    pub tokens: u64,
    pub cost: MicroDollars,
    /// At least one search for each lookup.
    pub tool_calls: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_limit_has_its_reason_and_its_edge() {
        let limits = Limits { max_seconds: 10, max_tokens: 1_000, max_cost_microdollars: 2_400, max_tool_calls: 3, ..Limits::default() };
        let spent = Spent { time: Duration::from_millis(9_999), tokens: 700, cost: MicroDollars(2_100), tool_calls: 2 };
        let coming = Coming { tokens: 100, cost: MicroDollars(300), tool_calls: 1 };
        let reason = |spent: Spent, coming: Coming| limits.breached(&spent, &coming).map(|(reason, _)| reason);
        assert_eq!(reason(spent, coming), None);
        assert_eq!(reason(Spent { time: Duration::from_secs(10), ..spent }, coming), Some(Reason::TimeLimit));
        assert_eq!(reason(spent, Coming { cost: MicroDollars(301), ..coming }), Some(Reason::CostLimit));
        assert_eq!(reason(spent, Coming { tokens: 301, ..coming }), Some(Reason::TokenLimit));
        assert_eq!(reason(spent, Coming { tool_calls: 2, ..coming }), Some(Reason::ToolCallLimit));
    }

    #[test]
    fn a_limit_that_was_not_stored_is_the_default() {
        let stored: Limits = serde_json::from_str(r#"{"max_depth":3,"max_steps":4,"max_seconds":5}"#).unwrap();
        assert_eq!(stored, Limits { max_depth: 3, max_steps: 4, max_seconds: 5, ..Limits::default() });
    }

    proptest! {
        #[test]
        fn who_spends_less_is_never_stopped_sooner(tokens: u64, less: u64, cost: u32, cheaper: u32, calls: u32, fewer: u32, coming: u64) {
            let (limits, coming) = (Limits::default(), Coming { tokens: coming, tool_calls: 1, ..Coming::default() });
            let spent = Spent { tokens, cost: MicroDollars(cost.into()), tool_calls: calls, ..Spent::default() };
            let thrifty = Spent { tokens: tokens.min(less), cost: MicroDollars(cost.min(cheaper).into()), tool_calls: calls.min(fewer), ..spent };
            prop_assert!(limits.breached(&spent, &coming).is_some() || limits.breached(&thrifty, &coming).is_none());
        }
    }
}
