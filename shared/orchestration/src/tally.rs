use std::collections::BTreeMap;

use crate::{Execution, ExecutionStatus, RunState};

/// What an agent did, summed up. Tallies add up: a tenant's is the sum of its runs'.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Turns that ended.
    pub executions: u64,
    /// Those of them that ended well.
    pub successful: u64,
    pub tokens: u64,
    pub duration_ms: u64,
}

impl RunState {
    /// The ended turns of each agent, by its name. A turn that is under way counts for nothing.
    pub fn tallies(&self) -> BTreeMap<&str, Tally> {
        let agent = |turn| self.own_agent(turn).map_or(turn.role.as_str(), |own| own.agent_id.as_str());
        let mut tallies = BTreeMap::<_, Tally>::new();
        for execution in &self.executions {
            tallies.entry(agent(execution.step)).or_default().count(execution);
        }
        tallies.retain(|_, tally| tally.executions > 0);
        tallies
    }
}

impl Tally {
    fn count(&mut self, execution: &Execution) {
        let successful = match execution.status {
            ExecutionStatus::Running => return,
            ExecutionStatus::Completed => 1,
            ExecutionStatus::Failed => 0,
        };
        self.executions += 1;
        self.successful += successful;
        self.tokens += execution.tokens();
        self.duration_ms += execution.duration_ms();
    }
}
