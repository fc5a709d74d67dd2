use genesis_models::Call;

use crate::{Attempt, Execution, Outcome, RunState};

impl RunState {
    /// The same without what its turns found and said: when they were taken, what they cost, and the plan, which says what was asked.
    #[must_use]
    pub fn withheld(&self) -> Self {
        Self { run: self.run.clone(), executions: self.executions.iter().map(Execution::withheld).collect(), memory: Vec::new() }
    }
}

impl Execution {
    /// A sub-question has earlier answers in it.
    fn withheld(&self) -> Self {
        let attempt = |attempt: &Attempt| Attempt { calls: withheld(&attempt.calls), ..*attempt };
        Self {
            query: if self.step.step.is_none() { self.query.clone() } else { String::new() },
            routed: self.routed.clone(),
            outcome: self.outcome.clone().filter(|outcome| matches!(outcome, Outcome::Planned(_))),
            calls: withheld(&self.calls),
            notes: Vec::new(),
            attempts: self.attempts.iter().map(attempt).collect(),
            ..*self
        }
    }
}

fn withheld(calls: &[Call]) -> Vec<Call> {
    calls.iter().map(|call| Call { asked: String::new(), replied: String::new(), ..call.clone() }).collect()
}
