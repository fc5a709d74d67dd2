use std::time::Duration;

use genesis_core::Timestamp;
use genesis_lag::{Flag, Plan, Reason, StepId, Terminator};
use genesis_models::FinalAnswer;
use genesis_rcr::Role;

use crate::{AgentStep, Outcome, RunState};

/// What a run does when a wave is over.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// These sub-questions are ready.
    Wave {
        wave: u32,
        steps: Vec<StepId>,
    },
    /// Every sub-question is answered; Rewriter and Verifier act in this wave.
    Rewrite {
        wave: u32,
    },
    Stop(Terminator),
}

/// How a run ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    Answered(FinalAnswer),
    Terminated(Terminator),
}

impl RunState {
    /// When its first turn began: how long it waited for that does not count towards its time limit.
    pub fn begun_at(&self) -> Timestamp {
        self.executions.iter().map(|execution| execution.started_at).min().unwrap_or(self.run.created_at)
    }

    /// Decides what follows `wave`, so long after the run began; wave 0 is the plan's.
    pub fn next(&self, wave: u32, taken: Duration) -> Next {
        if let Some(terminator) = self.stopped_by_planner().or_else(|| self.broken_in(wave)).or_else(|| self.out_of_time(taken)) {
            return Next::Stop(terminator);
        }
        let steps: Vec<StepId> = self.plan().map(|plan| plan.wave(wave + 1).map(|step| step.id).collect()).unwrap_or_default();
        match steps.is_empty() {
            true => Next::Rewrite { wave: wave + 1 },
            false => Next::Wave { wave: wave + 1, steps },
        }
    }

    /// How the run ended. A verdict without a pass is an ending for want of support.
    pub fn ending(&self) -> Ending {
        if let Some(terminator) = &self.run.terminator {
            return Ending::Terminated(terminator.clone());
        }
        let verified = self.outcomes().find_map(|(_, outcome)| match outcome {
            Outcome::Verified(verification) => Some(verification),
            _ => None,
        });
        let rewritten = self.outcomes().find_map(|(_, outcome)| match outcome {
            Outcome::Rewritten(answer) => Some(answer),
            _ => None,
        });
        match (verified, rewritten) {
            (Some(verification), Some(answer)) if verification.passed && !answer.text.is_empty() => Ending::Answered(answer.clone()),
            (Some(verification), _) => Ending::Terminated(low_support(verification.issues.join(" "))),
            (None, _) => Ending::Terminated(low_support("The answer was not verified.".to_owned())),
        }
    }

    fn stopped_by_planner(&self) -> Option<Terminator> {
        self.outcomes().find_map(|(_, outcome)| match outcome {
            Outcome::Stopped(terminator) => Some(terminator.clone()),
            _ => None,
        })
    }

    /// The first sub-question of the wave that the Critic did not let stand, or that has no answer.
    fn broken_in(&self, wave: u32) -> Option<Terminator> {
        let steps = self.plan().into_iter().flat_map(|plan: &Plan| plan.wave(wave));
        steps.map(|step| step.id).find_map(|step| self.flag_against(wave, step))
    }

    fn flag_against(&self, wave: u32, step: StepId) -> Option<Terminator> {
        let outcome = |role| self.outcome_of(AgentStep::new(wave, Some(step), role));
        let (flag, detail) = match outcome(Role::Critic) {
            Some(Outcome::Critiqued(critique)) => match critique.flag {
                Some(flag) => (flag, critique.reason.clone()),
                None => match outcome(Role::Solver) {
                    Some(Outcome::Solved(answer)) if answer.text.is_some() => return None,
                    _ => (Flag::Unanswerable, "No passage answers the sub-question.".to_owned()),
                },
            },
            _ => (Flag::LowSupport, "The sub-question was not checked.".to_owned()),
        };
        Some(Terminator { reason: flag.into(), step: Some(step), detail })
    }

    fn out_of_time(&self, taken: Duration) -> Option<Terminator> {
        let limit = self.run.limits.max_seconds;
        (taken > Duration::from_secs(limit.into())).then(|| Terminator {
            reason: Reason::TimeLimit,
            step: None,
            detail: format!("The run took longer than its {limit} seconds."),
        })
    }
}

fn low_support(detail: String) -> Terminator {
    Terminator { reason: Reason::LowSupport, step: None, detail }
}
