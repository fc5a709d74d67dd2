//! What went wrong, from a connection's or a server's own words.

use std::error::Error;

use genesis_models::ChatError;
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{causes::stems_from_tls, waiting::retry_after};

pub(super) fn of_connection(error: &reqwest::Error) -> ChatError {
    tracing::debug!(cause = ?error.source(), "a request to a model failed on its way");
    if stems_from_tls(error) {
        ChatError::Insecure
    } else if error.is_connect() || error.is_builder() {
        ChatError::Unreachable
    } else if error.is_timeout() {
        ChatError::TimedOut
    } else {
        ChatError::BrokenOff
    }
}

/// An error as OpenAI spells it, and as vLLM once did, without the envelope.
#[derive(Default, Deserialize)]
struct Said {
    #[serde(default)]
    code: Value,
    #[serde(default, rename = "type")]
    kind: Value,
    #[serde(default)]
    message: Value,
}

#[derive(Deserialize)]
struct Envelope {
    error: Said,
}

impl Said {
    fn read(text: &str) -> Self {
        let enveloped = serde_json::from_str::<Envelope>(text).map(|envelope| envelope.error);
        enveloped.or_else(|_| serde_json::from_str(text)).unwrap_or_default()
    }

    fn is(&self, code: &str) -> bool {
        self.code == code || self.kind == code
    }

    fn mentions(&self, words: &str) -> bool {
        self.message.as_str().is_some_and(|message| message.to_ascii_lowercase().contains(words))
    }

    fn is_too_long(&self) -> bool {
        self.is("context_length_exceeded") || self.is("exceed_context_size_error") || self.mentions("maximum context length")
    }
}

pub(super) fn of_refusal(status: StatusCode, headers: &HeaderMap, text: &str) -> ChatError {
    let said = Said::read(text);
    tracing::debug!(status = status.as_u16(), code = %said.code, kind = %said.kind, told = %said.message, "a provider refuses a request");
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wait = header(RETRY_AFTER).and_then(|after| retry_after(after, header(DATE)));
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ChatError::Unauthorized,
        StatusCode::NOT_FOUND => ChatError::NoSuchModel,
        StatusCode::REQUEST_TIMEOUT => ChatError::TimedOut,
        StatusCode::PAYLOAD_TOO_LARGE => ChatError::TooLong,
        // No patience fills an account.
        StatusCode::TOO_MANY_REQUESTS if said.is("insufficient_quota") => ChatError::Refused,
        StatusCode::TOO_MANY_REQUESTS => ChatError::Throttled { retry_after: wait },
        StatusCode::SERVICE_UNAVAILABLE if wait.is_some() => ChatError::Throttled { retry_after: wait },
        _ if said.is_too_long() => ChatError::TooLong,
        _ if status.is_server_error() => ChatError::OutOfOrder,
        _ if said.is("model_not_found") => ChatError::NoSuchModel,
        _ if said.is("content_filter") => ChatError::Guarded,
        _ if status.is_client_error() => ChatError::Refused,
        // A redirect leads to a host that nobody configured.
        _ => ChatError::Unreadable,
    }
}
