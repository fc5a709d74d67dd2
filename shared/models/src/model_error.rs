use genesis_core::{Fault, Kind};

use crate::{BadReply, ChatError, Scarce};

/// A model that gave no usable reply. What it said is in the source alone, and not for a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The same may well be answered a little later.
    #[error(transparent)]
    Unavailable(ChatError),
    #[error("the call could take more {0} than the run has left")]
    OverBudget(Scarce),
    /// As `Unavailable`, but of the platform's own store.
    #[error("what the run has spent cannot be looked up")]
    AccountUnreachable,
    #[error(transparent)]
    Failed(ChatError),
    #[error("the model's reply does not have the form asked for")]
    Unreadable(#[source] BadReply),
}

impl From<ChatError> for ModelError {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::OverBudget(scarce) => ModelError::OverBudget(scarce),
            ChatError::AccountUnreachable => ModelError::AccountUnreachable,
            error if error.may_pass() => ModelError::Unavailable(error),
            error => ModelError::Failed(error),
        }
    }
}

impl ModelError {
    /// Whether another model could do better. A run without money has none for anybody, nobody is asked on an account unknown, and what a record does not hold is never made
    /// up for: a replay must say what is missing.
    pub(crate) fn is_the_models_own(&self) -> bool {
        match self {
            ModelError::OverBudget(_) | ModelError::AccountUnreachable | ModelError::Failed(ChatError::NotRecorded { .. }) => false,
            ModelError::Unavailable(_) | ModelError::Failed(_) | ModelError::Unreadable(_) => true,
        }
    }
}

impl Fault for ModelError {
    fn kind(&self) -> Kind {
        match self {
            ModelError::Unavailable(error) | ModelError::Failed(error) => error.kind(),
            ModelError::OverBudget(scarce) => ChatError::OverBudget(*scarce).kind(),
            ModelError::AccountUnreachable => ChatError::AccountUnreachable.kind(),
            ModelError::Unreadable(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ModelError::Unavailable(error) | ModelError::Failed(error) => error.code(),
            ModelError::OverBudget(scarce) => ChatError::OverBudget(*scarce).code(),
            ModelError::AccountUnreachable => ChatError::AccountUnreachable.code(),
            ModelError::Unreadable(_) => "model_reply_invalid",
        }
    }
}
