//! The engine's errors under the names that Step Functions gives them.

use http::StatusCode;
use rustack_stepfunctions_core::{CallbackError, RegistryError};

use crate::reply::{Reply, failure};

/// A call that Step Functions refuses, by its error name.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {message}")]
pub(crate) struct Refusal {
    name: &'static str,
    message: String,
}

impl Refusal {
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, message: message.into() }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.name {
            "InternalServerError" => StatusCode::INTERNAL_SERVER_ERROR,
            "ServiceUnavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        failure(status, refusal.name, &refusal.message)
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        let name = match &error {
            RegistryError::Validation => "ValidationException",
            RegistryError::TagLimit => "TooManyTags",
            RegistryError::MachineMissing => "StateMachineDoesNotExist",
            RegistryError::MachineExists => "StateMachineAlreadyExists",
            RegistryError::Deleting => "StateMachineDeleting",
            RegistryError::ExecutionMissing => "ExecutionDoesNotExist",
            RegistryError::ExecutionExists => "ExecutionAlreadyExists",
            RegistryError::Capacity => "ExecutionLimitExceeded",
            RegistryError::Evaluation(_) => "InvalidExecutionInput",
            RegistryError::Unavailable | RegistryError::Deadline => "ServiceUnavailable",
            _ => "InternalServerError",
        };
        Self::new(name, error.to_string())
    }
}

impl From<CallbackError> for Refusal {
    fn from(error: CallbackError) -> Self {
        Self::new(callback_name(&error), error.to_string())
    }
}

fn callback_name(error: &CallbackError) -> &'static str {
    match error {
        CallbackError::InvalidToken => "InvalidToken",
        CallbackError::TaskTimedOut => "TaskTimedOut",
        CallbackError::Validation => "ValidationException",
        CallbackError::Data(_) => "InvalidOutput",
        CallbackError::Capacity => "ThrottlingException",
        CallbackError::Unavailable | CallbackError::Deadline => "ServiceUnavailable",
        CallbackError::Cached(error) => callback_name(error),
        _ => "InternalServerError",
    }
}
