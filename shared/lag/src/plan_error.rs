use genesis_core::{Fault, Kind};

use crate::{Reason, Terminator};

/// The longest sub-question in characters: four times a question, since a simple one is its own plan and spelling out its
/// number signs lengthens it.
pub(crate) const LONGEST_STEP: usize = 20_000;

/// Why a draft is no plan. Steps are named by their position in the draft, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("the plan has no step")]
    Empty,
    #[error("sub-question {position} is empty")]
    EmptyStep { position: usize },
    #[error("sub-question {position} is longer than {LONGEST_STEP} characters")]
    StepTooLong { position: usize },
    #[error("sub-question {position} refers to #{number}, which is not in the plan")]
    NoSuchStep { position: usize, number: usize },
    #[error("sub-question {position} waits for an answer that waits for its own")]
    Circular { position: usize },
    #[error("sub-question {position} compares nothing: it refers to no earlier answer")]
    NothingToCompare { position: usize },
    #[error("the question needs {steps} sub-questions, and {limit} are allowed")]
    TooManySteps { steps: usize, limit: u32 },
    #[error("the question needs a chain of {depth} sub-questions, and {limit} are allowed")]
    TooDeep { depth: u32, limit: u32 },
}

impl PlanError {
    /// How a run ends with this error, where it is a limit and not a mistake that stops it.
    pub fn terminator(&self) -> Option<Terminator> {
        let reason = match self {
            PlanError::TooManySteps { .. } => Reason::StepLimit,
            PlanError::TooDeep { .. } => Reason::DepthLimit,
            PlanError::Empty
            | PlanError::EmptyStep { .. }
            | PlanError::StepTooLong { .. }
            | PlanError::NoSuchStep { .. }
            | PlanError::Circular { .. }
            | PlanError::NothingToCompare { .. } => return None,
        };
        Some(Terminator { reason, step: None, detail: format!("{}.", capitalised(&self.to_string())) })
    }
}

impl Fault for PlanError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            PlanError::Empty => "plan_empty",
            PlanError::EmptyStep { .. } => "plan_step_empty",
            PlanError::StepTooLong { .. } => "plan_step_too_long",
            PlanError::NoSuchStep { .. } => "plan_step_missing",
            PlanError::Circular { .. } => "plan_circular",
            PlanError::NothingToCompare { .. } => "plan_comparison_empty",
            PlanError::TooManySteps { .. } => "plan_too_many_steps",
            PlanError::TooDeep { .. } => "plan_too_deep",
        }
    }
}

fn capitalised(text: &str) -> String {
    let first = text.chars().next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(text.chars().skip(1)).collect()
}
