mod chain;
mod spending;

use std::time::Duration;

use genesis_core::Timestamp;
use genesis_lag::{Plan, Reason, Step, StepId, Terminator};
use genesis_models::FinalAnswer;

use crate::{Outcome, RunState};

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
        let decided = self.run.terminator.clone().or_else(|| self.stopped_by_planner());
        if let Some(terminator) = decided.or_else(|| self.broken_in(wave)) {
            return Next::Stop(terminator);
        }
        let coming: Vec<&Step> = self.plan().into_iter().flat_map(|plan| plan.within_reach(wave + 1)).collect();
        let beyond = || self.plan().filter(|_| coming.is_empty()).and_then(Plan::beyond);
        if let Some(terminator) = self.out_of_limits(&coming, taken).or_else(beyond) {
            return Next::Stop(terminator);
        }
        match coming.is_empty() {
            true => Next::Rewrite { wave: wave + 1 },
            false => Next::Wave { wave: wave + 1, steps: coming.iter().map(|step| step.id).collect() },
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

    /// The first sub-question of the wave at which the logic breaks.
    fn broken_in(&self, wave: u32) -> Option<Terminator> {
        self.plan()?.within_reach(wave).find_map(|step| self.broken_at(step))
    }

    fn out_of_limits(&self, coming: &[&Step], taken: Duration) -> Option<Terminator> {
        let (reason, detail) = self.run.limits.breached(&self.spent(taken), &self.forecast(coming))?;
        Some(Terminator { reason, step: coming.first().map(|step| step.id), detail })
    }
}

fn low_support(detail: String) -> Terminator {
    Terminator { reason: Reason::LowSupport, step: None, detail }
}
