use std::{fmt, str::FromStr};

use genesis_core::written_as_text;
use genesis_lag::StepId;
use genesis_rcr::Role;

/// One turn of one role in a run. The Planner acts in wave 0 and Rewriter and Verifier in the wave after the last
/// sub-question's, all three for the whole question; the other roles act for one sub-question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentStep {
    pub wave: u32,
    pub step: Option<StepId>,
    pub role: Role,
}

impl AgentStep {
    pub fn new(wave: u32, step: Option<StepId>, role: Role) -> Self {
        Self { wave, step, role }
    }
}

/// Like `01.s02.3-solver`. Sorts in the order of work; the same turn of a re-driven run has the same key.
impl fmt::Display for AgentStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = self.step.map_or(0, |step| step.position());
        write!(f, "{:02}.s{step:02}.{}-{}", self.wave, self.role.priority(), self.role.as_str())
    }
}

impl FromStr for AgentStep {
    type Err = UnreadableStep;

    fn from_str(text: &str) -> Result<Self, UnreadableStep> {
        let mut parts = text.split('.');
        let (Some(wave), Some(step), Some(turn), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(UnreadableStep);
        };
        let position: usize = step.strip_prefix('s').and_then(|n| n.parse().ok()).ok_or(UnreadableStep)?;
        let role = Role::ALL.into_iter().find(|role| turn.ends_with(role.as_str())).ok_or(UnreadableStep)?;
        let step = Self::new(wave.parse().map_err(|_| UnreadableStep)?, (position > 0).then(|| StepId::new(position)), role);
        if step.to_string() == text { Ok(step) } else { Err(UnreadableStep) }
    }
}

written_as_text!(AgentStep);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the key of an agent step")]
pub struct UnreadableStep;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_again_by_its_key() {
        for role in Role::ALL {
            for step in [None, Some(StepId::new(1)), Some(StepId::new(12))] {
                let step = AgentStep::new(3, step, role);
                assert_eq!(step.to_string().parse(), Ok(step));
            }
        }
    }

    #[test]
    fn keys_sort_in_the_order_of_work() {
        let key = |wave, step: usize, role| AgentStep::new(wave, (step > 0).then(|| StepId::new(step)), role).to_string();
        let keys = [
            key(0, 0, Role::Planner),
            key(1, 1, Role::Retriever),
            key(1, 1, Role::Solver),
            key(1, 1, Role::Critic),
            key(1, 2, Role::Retriever),
            key(2, 3, Role::Solver),
            key(10, 0, Role::Rewriter),
            key(10, 0, Role::Verifier),
        ];
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
