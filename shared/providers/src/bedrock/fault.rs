//! What went wrong, in Bedrock's own words or on the way to it.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::{
    config::http::HttpResponse,
    error::{ConnectorError, DisplayErrorContext, ProvideErrorMetadata, SdkError},
};
use genesis_models::ChatError;

use super::runtime::is_oversized;
use crate::{causes::stems_from_tls, waiting::retry_after};

pub(super) fn of<E>(error: &SdkError<E, HttpResponse>) -> ChatError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    tracing::debug!(cause = %DisplayErrorContext(error), "a request to Bedrock failed");
    match error {
        SdkError::TimeoutError(_) => ChatError::TimedOut,
        SdkError::ConstructionFailure(_) => ChatError::Refused,
        SdkError::DispatchFailure(failure) => failure.as_connector_error().map_or(ChatError::BrokenOff, of_connection),
        SdkError::ResponseError(failure) => match failure.raw().body().bytes() {
            // It came whole, and says something else.
            Some(_) => ChatError::Unreadable,
            None if is_oversized(error) => ChatError::Unreadable,
            None => ChatError::BrokenOff,
        },
        SdkError::ServiceError(refusal) => of_refusal(refusal.err(), refusal.raw()),
        _ => ChatError::OutOfOrder,
    }
}

/// The connector tells a refused connection from a lost one in words alone.
fn of_connection(error: &ConnectorError) -> ChatError {
    let words = DisplayErrorContext(error).to_string();
    if stems_from_credentials(error) || words.contains("identity resolver timed out") {
        tracing::warn!(cause = words, "there are no AWS credentials for Bedrock");
        ChatError::Unauthorized
    } else if stems_from_tls(error) {
        ChatError::Insecure
    } else if words.contains("(Connect)") || words.contains("connect timeout") {
        ChatError::Unreachable
    } else if error.is_timeout() {
        ChatError::TimedOut
    } else {
        ChatError::BrokenOff
    }
}

fn stems_from_credentials(error: &(dyn Error + 'static)) -> bool {
    error.is::<CredentialsError>() || error.source().is_some_and(stems_from_credentials)
}

fn of_refusal(said: &impl ProvideErrorMetadata, response: &HttpResponse) -> ChatError {
    let header = |name| response.headers().get(name);
    let wait = || header("retry-after").and_then(|after| retry_after(after, header("date")));
    let message = said.message().unwrap_or_default().to_ascii_lowercase();
    match (said.code().unwrap_or_default(), response.status().as_u16()) {
        ("ThrottlingException" | "TooManyRequestsException" | "ServiceQuotaExceededException", _) => {
            ChatError::Throttled { retry_after: wait() }
        }
        ("ModelTimeoutException", _) => ChatError::TimedOut,
        ("ModelErrorException" | "ModelNotReadyException" | "ServiceUnavailableException" | "InternalServerException", _) => {
            ChatError::OutOfOrder
        }
        ("AccessDeniedException" | "UnrecognizedClientException" | "ExpiredTokenException" | "InvalidSignatureException", _) => {
            ChatError::Unauthorized
        }
        ("ResourceNotFoundException", _) => ChatError::NoSuchModel,
        ("ValidationException", _) if message.contains("model identifier is invalid") => ChatError::NoSuchModel,
        ("ValidationException", _) if is_too_long(&message) => ChatError::TooLong,
        ("ValidationException", _) => ChatError::Refused,
        (_, 401 | 403) => ChatError::Unauthorized,
        (_, 404) => ChatError::NoSuchModel,
        (_, 408) => ChatError::TimedOut,
        (_, 413) => ChatError::TooLong,
        (_, 429) => ChatError::Throttled { retry_after: wait() },
        (_, 400..500) => ChatError::Refused,
        (_, 500..) => ChatError::OutOfOrder,
        _ => ChatError::Unreadable,
    }
}

/// Each family of models has its own words for it.
fn is_too_long(message: &str) -> bool {
    ["too long", "too many input tokens", "maximum context length", "context window"].iter().any(|words| message.contains(words))
}
