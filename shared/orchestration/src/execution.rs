mod attempt;

use genesis_core::{MicroDollars, Timestamp};
use genesis_lag::{Plan, Terminator};
use genesis_models::{Call, Charge, Critique, FinalAnswer, Note, SubAnswer, Verification};
use genesis_rcr::Routed;
use serde::{Deserialize, Serialize};

pub use self::attempt::Attempt;
use crate::AgentStep;

/// One turn of one role: claimed by a worker, then finished once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    pub step: AgentStep,
    pub status: ExecutionStatus,
    /// How often the turn was claimed. Only the holder of the latest claim may finish it.
    pub attempt: u32,
    /// Until when the claim holds.
    pub lease_until: Timestamp,
    pub started_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// What the role was asked.
    pub query: String,
    /// The context it was given, and all that was considered.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::json_text")]
    pub routed: Option<Routed>,
    pub tokens_used: u64,
    /// Those of them that an agent of the caller's own used: they count, and cost the run nothing.
    #[serde(default)]
    pub own_tokens: u64,
    /// How long routing took.
    #[serde(default)]
    pub selection_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::json_text")]
    pub outcome: Option<Outcome>,
    /// What was asked of language models; nothing where the extractive model took the turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "crate::json_text")]
    pub calls: Vec<Call>,
    /// What did not go straight with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "crate::json_text")]
    pub notes: Vec<Note>,
    /// The attempts before it that were paid; each is an item of its own.
    #[serde(skip)]
    pub attempts: Vec<Attempt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionStatus {
    Running,
    Completed,
    /// Ended by a fault that does not pass.
    Failed,
}

impl ExecutionStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            ExecutionStatus::Running => "running",
            ExecutionStatus::Completed => "completed",
            ExecutionStatus::Failed => "failed",
        }
    }
}

/// What a role gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Planned(Plan),
    /// The Planner found that there is nothing to plan.
    Stopped(Terminator),
    Retrieved(Retrieval),
    Solved(SubAnswer),
    Critiqued(Critique),
    Rewritten(FinalAnswer),
    Verified(Verification),
}

/// What a Retriever's turn brought, and how it stands to the sub-question and to what was known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Retrieval {
    pub searches: Vec<Search>,
    /// How like the sub-question each of the best passages kept is, best first, from 0 to 1.
    pub likeness: Vec<f64>,
    /// How like a passage retrieved before each passage kept is, from 0 to 1.
    pub familiarity: Vec<f64>,
}

/// One search of the knowledge library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    pub query: String,
    /// Ids of the passages found, best first.
    pub passages: Vec<String>,
}

impl Execution {
    /// A turn as it begins, for the first time and with nothing of it done.
    pub fn begun(step: AgentStep, at: Timestamp) -> Self {
        Self {
            step,
            status: ExecutionStatus::Running,
            attempt: 1,
            lease_until: at,
            started_at: at,
            completed_at: None,
            query: String::new(),
            routed: None,
            tokens_used: 0,
            own_tokens: 0,
            selection_ms: 0,
            outcome: None,
            calls: Vec::new(),
            notes: Vec::new(),
            attempts: Vec::new(),
        }
    }

    /// What it took, with the attempts before it.
    pub fn tokens(&self) -> u64 {
        self.tokens_used + self.attempts.iter().map(Attempt::tokens).sum::<u64>()
    }

    /// What it cost, with the attempts before it.
    pub fn cost(&self) -> MicroDollars {
        self.attempts.iter().map(Attempt::cost).fold(self.own_cost(), |cost, attempt| cost + attempt)
    }

    /// What its calls cost, or its tokens where it made none; those of an agent of the caller's own are the caller's to pay.
    fn own_cost(&self) -> MicroDollars {
        match self.calls.as_slice() {
            [] => MicroDollars::for_tokens(self.tokens_used.saturating_sub(self.own_tokens)),
            calls => calls.iter().map(|call| call.cost).sum(),
        }
    }

    /// What it has used and its calls have not.
    pub fn beside_calls(&self) -> Charge {
        let called: u64 = self.calls.iter().map(|call| call.usage.tokens()).sum();
        let cost = if self.calls.is_empty() { self.own_cost() } else { MicroDollars::default() };
        Charge { tokens: self.tokens_used.saturating_sub(called), cost }
    }

    /// The same turn, ended by a fault after calls that are to be paid all the same.
    #[must_use]
    pub fn failed(&self, calls: Vec<Call>, at: Timestamp) -> Self {
        let tokens_used = calls.iter().map(|call| call.usage.tokens()).sum();
        Self { status: ExecutionStatus::Failed, completed_at: Some(at), tokens_used, calls, ..self.clone() }
    }

    pub fn duration_ms(&self) -> u64 {
        self.completed_at.map_or(0, |at| at.millis_since(self.started_at))
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::MicroDollars;
    use serde_json::{Value, json};

    use super::*;

    fn called(tokens: u64, cost: i64) -> Call {
        let usage = json!({ "input_tokens": tokens, "output_tokens": 0, "cached_input_tokens": 0 });
        let call: Value = json!({
            "model": "own:m", "answered_by": "", "prompt": "", "request": "", "asked": "", "replied": "",
            "usage": usage, "is_usage_estimated": false, "cost": cost, "attempt": 1, "duration_ms": 0,
        });
        serde_json::from_value(call).unwrap()
    }

    #[test]
    fn what_calls_have_spent_is_not_spent_beside_them() {
        for (tokens_used, own_tokens, calls, cost, beside) in [
            (100, 0, vec![], 300, (100, 300)),
            (100, 100, vec![], 0, (100, 0)),
            (100, 0, vec![called(60, 5), called(40, 2)], 7, (0, 0)),
            (150, 50, vec![called(100, 7)], 7, (50, 0)),
        ] {
            let begun = Execution::begun(AgentStep::new(1, None, genesis_rcr::Role::Solver), Timestamp(0));
            let turn = Execution { tokens_used, own_tokens, calls, ..begun };
            let charge = turn.beside_calls();
            assert_eq!((turn.cost(), (charge.tokens, charge.cost)), (MicroDollars(cost), (beside.0, MicroDollars(beside.1))), "{turn:?}");
        }
    }
}
