use std::{error::Error, fmt::Debug};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use genesis_core::{Fault, Kind};
use genesis_models::Unreachable;

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the thing first, or it exists already.
    #[error("the item is not in the state this change leaves")]
    Conflict,
    #[error("AWS refused or did not answer {operation}")]
    Unavailable { operation: &'static str, source: Box<dyn Error + Send + Sync> },
    #[error("AWS does not allow {operation}: {reason}")]
    Denied { operation: &'static str, reason: String },
    /// The request itself is wrong: trying again changes nothing.
    #[error("AWS rejected {operation}")]
    Rejected { operation: &'static str, source: Box<dyn Error + Send + Sync> },
    /// An object that should be there is not.
    #[error("AWS has nothing for {operation}")]
    Missing { operation: &'static str },
    #[error("a stored item cannot be read")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// For `map_err`: an SDK error, with what was being done.
    pub(crate) fn of<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> StoreError
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: Debug + Send + Sync + 'static,
    {
        move |error| match error.code() {
            Some("ConditionalCheckFailedException") => StoreError::Conflict,
            Some("AccessDeniedException" | "AccessDenied" | "UnrecognizedClientException") => {
                StoreError::Denied { operation, reason: error.message().unwrap_or("no reason given").to_owned() }
            }
            Some("NoSuchKey") => StoreError::Missing { operation },
            Some("ValidationException") => StoreError::Rejected { operation, source: Box::new(error) },
            _ => StoreError::Unavailable { operation, source: Box::new(error) },
        }
    }

    /// Whether an object may have gone. S3 tells of that only who may list the whole bucket, and refuses it to everybody else.
    pub(crate) fn is_of_no_object(&self) -> bool {
        matches!(self, StoreError::Missing { .. } | StoreError::Denied { operation: "GetObject", .. })
    }

    pub fn unreadable(error: impl Error + Send + Sync + 'static) -> StoreError {
        StoreError::Unreadable(Box::new(error))
    }
}

/// What a store says through a port.
impl From<StoreError> for Unreachable {
    fn from(error: StoreError) -> Self {
        Self { code: error.code() }
    }
}

impl Fault for StoreError {
    fn kind(&self) -> Kind {
        match self {
            StoreError::Conflict => Kind::Conflict,
            StoreError::Unavailable { .. } => Kind::Unavailable,
            StoreError::Denied { .. } | StoreError::Rejected { .. } | StoreError::Missing { .. } | StoreError::Unreadable(_) => {
                Kind::Internal
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            StoreError::Conflict => "conflict",
            StoreError::Unavailable { .. } => "store_unavailable",
            StoreError::Denied { .. } => "access_denied",
            StoreError::Rejected { .. } => "rejected",
            StoreError::Missing { .. } => "missing_object",
            StoreError::Unreadable(_) => "unreadable_item",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_may_mean_that_an_object_is_gone_where_one_is_read_and_nowhere_else() {
        let denied = |operation| StoreError::Denied { operation, reason: String::new() };
        for (error, is_of_no_object) in [
            (StoreError::Missing { operation: "GetObject" }, true),
            (denied("GetObject"), true),
            (denied("PutObject"), false),
            (denied("GetItem"), false),
            (StoreError::Conflict, false),
        ] {
            assert_eq!(error.is_of_no_object(), is_of_no_object, "{error}");
        }
    }
}
