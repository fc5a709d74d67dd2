use genesis_aws::{StoreError, Unpassed};
use genesis_core::{Fault, Kind};
use genesis_lag::{PlanError, Reason, StepId, Terminator};
use genesis_models::{ModelError, Scarce};
use genesis_orchestration::{BrokenRun, InvalidExecution, Unready};
use genesis_tenancy::ContentRefused;

/// Why a turn, or a task of the workflow, could not be done.
#[derive(Debug, thiserror::Error)]
pub enum TurnFault {
    #[error("there is no such run")]
    NoSuchRun,
    #[error("there is no such execution")]
    NoSuchExecution,
    #[error("another worker has this turn")]
    TurnTaken,
    #[error("the turn has failed")]
    TurnFailed,
    #[error("an agent of the caller's own has failed")]
    AgentFailed { told: String },
    #[error("an agent of the caller's own did not complete its work in time")]
    WaitOver,
    #[error("what an agent of the caller's own gave cannot be read any longer")]
    ReplyUnreadable,
    #[error("no worker has come to an end with the step")]
    GivenUp,
    #[error(transparent)]
    Run(#[from] BrokenRun),
    #[error(transparent)]
    Unready(#[from] Unready),
    #[error(transparent)]
    Invalid(#[from] InvalidExecution),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Refused(ContentRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Unpassed> for TurnFault {
    fn from(unpassed: Unpassed) -> Self {
        match unpassed {
            Unpassed::Refused(refused) => TurnFault::Refused(refused),
            Unpassed::Store(error) => TurnFault::Store(error),
        }
    }
}

impl TurnFault {
    /// How a run ends whose limits leave no room for the next call to a model.
    pub(crate) fn ending(&self, step: Option<StepId>) -> Option<Terminator> {
        match self {
            TurnFault::Model(ModelError::OverBudget(scarce)) => {
                let reason = match scarce {
                    Scarce::Tokens => Reason::TokenLimit,
                    Scarce::Money => Reason::CostLimit,
                };
                Some(Terminator {
                    reason,
                    step,
                    detail: format!("The next call to a model could take more {scarce} than the run has left."),
                })
            }
            _ => None,
        }
    }

    /// The error and its cause, as the workflow is told. What an agent of the caller's own says of its failure, and why a model gave no
    /// reply, is for the caller to read.
    pub(crate) fn for_workflow(&self) -> (&'static str, String) {
        match self {
            TurnFault::AgentFailed { told } => (AGENT_FAILED, told.clone()),
            TurnFault::Model(error @ ModelError::Unavailable(_)) => (MODEL_UNAVAILABLE, error.to_string()),
            TurnFault::Model(error @ (ModelError::OverBudget(_) | ModelError::Failed(_) | ModelError::Unreadable(_))) => {
                (MODEL_FAILED, error.to_string())
            }
            TurnFault::TurnTaken => (TURN_TAKEN, self.code().to_owned()),
            fault => (fault.kind().error_name(), fault.code().to_owned()),
        }
    }
}

/// The errors whose causes may be told. The workflow takes a turn again whose model is unavailable, if not often: it was asked repeatedly.
pub(crate) const AGENT_FAILED: &str = "AgentFailed";
pub(crate) const MODEL_FAILED: &str = "ModelFailed";
pub(crate) const MODEL_UNAVAILABLE: &str = "ModelUnavailable";
/// The error that is retried for as long as a turn may take: whoever has it may be a slow model.
const TURN_TAKEN: &str = "TurnTaken";

impl Fault for TurnFault {
    fn kind(&self) -> Kind {
        match self {
            TurnFault::NoSuchRun | TurnFault::NoSuchExecution => Kind::NotFound,
            TurnFault::TurnTaken => Kind::Unavailable,
            TurnFault::Run(broken) => broken.kind(),
            TurnFault::Unready(unready) => unready.kind(),
            TurnFault::Invalid(invalid) => invalid.kind(),
            TurnFault::AgentFailed { .. } | TurnFault::WaitOver => Kind::Conflict,
            TurnFault::TurnFailed | TurnFault::GivenUp | TurnFault::ReplyUnreadable | TurnFault::Plan(_) => Kind::Internal,
            TurnFault::Model(error) => error.kind(),
            TurnFault::Refused(refused) => refused.kind(),
            TurnFault::Store(StoreError::Conflict) => Kind::Unavailable,
            TurnFault::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            TurnFault::NoSuchRun => "no_such_run",
            TurnFault::NoSuchExecution => "no_such_execution",
            TurnFault::TurnTaken => "turn_taken",
            TurnFault::TurnFailed => "turn_failed",
            TurnFault::AgentFailed { .. } => "agent_failed",
            TurnFault::WaitOver => "wait_is_over",
            TurnFault::ReplyUnreadable => "reply_unreadable",
            TurnFault::GivenUp => "given_up",
            TurnFault::Run(broken) => broken.code(),
            TurnFault::Unready(unready) => unready.code(),
            TurnFault::Invalid(invalid) => invalid.code(),
            TurnFault::Plan(error) => error.code(),
            TurnFault::Model(error) => error.code(),
            TurnFault::Refused(refused) => refused.code(),
            TurnFault::Store(error) => error.code(),
        }
    }
}
