use std::{collections::BTreeMap, time::Duration};

use genesis_core::Timestamp;
use genesis_lag::StepKind;
use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

use crate::{AgentId, AgentStep, Run, RunState};

/// An agent of the caller's own, a program or a person, that plays a role of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAgent {
    pub agent_id: AgentId,
    pub capability: String,
    /// How long a turn waits for it.
    pub wait_seconds: u32,
}

impl OwnAgent {
    pub const USUAL_WAIT_SECONDS: u32 = 3_600;
    pub const LONGEST_WAIT_SECONDS: u32 = 7 * 24 * 3_600;

    /// When a turn handed out now has waited long enough.
    pub fn waits_until(&self, now: Timestamp) -> Timestamp {
        now.plus(Duration::from_secs(self.wait_seconds.into()))
    }
}

/// Seconds that the workflow waits for a turn of a built-in role.
pub const PATIENCE: u32 = 120;
/// Seconds that it waits for longer than the agent has: within them the turn is ended with the reason.
const GRACE: u32 = 600;

impl Run {
    /// The seconds that the workflow waits for a turn of each role.
    pub fn patience(&self) -> BTreeMap<Role, u32> {
        Role::ALL.into_iter().map(|role| (role, self.agents.get(&role).map_or(PATIENCE, |agent| agent.wait_seconds + GRACE))).collect()
    }
}

impl RunState {
    /// Which agent of the caller's own takes a turn. Nobody is asked for a plan that is given, or what to search for a comparison.
    pub fn own_agent(&self, turn: AgentStep) -> Option<&OwnAgent> {
        let kind = turn.step.and_then(|id| self.plan()?.step(id)).map(|step| step.kind);
        let is_idle = match turn.role {
            Role::Planner => self.run.given_plan.is_some(),
            Role::Retriever => kind == Some(StepKind::Compare),
            Role::Solver | Role::Critic | Role::Verifier | Role::Rewriter => false,
        };
        self.run.agents.get(&turn.role).filter(|_| !is_idle)
    }

    /// How long the run has waited for agents of its caller's own since then. Turns that waited at the same time count once.
    pub fn time_waited(&self, since: Timestamp) -> Duration {
        let own = self.executions.iter().filter(|execution| self.own_agent(execution.step).is_some());
        let mut waits: Vec<(Timestamp, Timestamp)> =
            own.filter_map(|execution| Some((execution.started_at.max(since), execution.completed_at?))).collect();
        waits.sort_unstable();
        let (mut waited, mut counted_to) = (0, since);
        for (from, to) in waits {
            waited += to.millis_since(from.max(counted_to));
            counted_to = counted_to.max(to);
        }
        Duration::from_millis(waited)
    }
}
