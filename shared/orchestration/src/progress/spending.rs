use std::{collections::BTreeMap, time::Duration};

use genesis_core::MicroDollars;
use genesis_lag::{Coming, Spent, Step, StepId, StepKind, TOKENS_PER_STEP};

use crate::{AgentStep, Execution, Outcome, RunState};

impl RunState {
    /// What the run's own turns have used. Steps beside its plan count in its totals and not here.
    pub(crate) fn spent(&self, time: Duration) -> Spent {
        Spent {
            time,
            tokens: self.executions.iter().map(Execution::tokens).sum(),
            cost: self.executions.iter().map(Execution::cost).sum(),
            tool_calls: self.searches(u32::MAX),
        }
    }

    /// Each as dear as the dearest sub-question so far, or as a plan expects.
    pub(crate) fn forecast(&self, coming: &[&Step]) -> Coming {
        let asks_models = self.executions.iter().any(|execution| !execution.calls.is_empty() || !execution.attempts.is_empty());
        let mut steps = BTreeMap::<StepId, (u64, MicroDollars)>::new();
        for execution in &self.executions {
            if let Some(step) = execution.step.step {
                let (tokens, cost) = steps.entry(step).or_default();
                (*tokens, *cost) = (*tokens + execution.tokens(), *cost + execution.cost());
            }
        }
        let tokens = steps.values().map(|(tokens, _)| *tokens).fold(TOKENS_PER_STEP, u64::max);
        let cost =
            steps.values().map(|(_, cost)| *cost).fold(MicroDollars::for_tokens(if asks_models { 0 } else { TOKENS_PER_STEP }), Ord::max);
        let steps = coming.len() as u64;
        Coming { tokens: tokens.saturating_mul(steps), cost: cost.times(steps), tool_calls: lookups(coming) }
    }

    /// How many searches a Retriever may make, so that the sub-questions of its wave together keep within the limit. None for a step
    /// beside the plan, which no limit binds.
    pub fn searches_allowed(&self, turn: AgentStep) -> Option<usize> {
        let plan = self.plan().filter(|_| turn.step.is_some())?;
        let wave: Vec<&Step> = plan.within_reach(turn.wave).collect();
        let left = self.run.limits.max_tool_calls.saturating_sub(self.searches(turn.wave));
        Some((left / lookups(&wave).max(1)) as usize)
    }

    /// Searches made before a wave.
    fn searches(&self, before: u32) -> u32 {
        self.executions.iter().filter(|execution| execution.step.wave < before).map(searches).sum()
    }
}

fn searches(execution: &Execution) -> u32 {
    match &execution.outcome {
        Some(Outcome::Retrieved(retrieval)) => u32::try_from(retrieval.searches.len()).unwrap_or(u32::MAX),
        _ => 0,
    }
}

/// A comparison searches nothing.
fn lookups(steps: &[&Step]) -> u32 {
    steps.iter().filter(|step| step.kind == StepKind::Lookup).count() as u32
}
