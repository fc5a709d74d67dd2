use genesis_core::{Fault, Kind};

/// Why a request is not taken for its sender's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("there is no signature in a header that this source signs with")]
    MissingSignature,
    /// Nobody has named the source, or its tenant is gone. What there is has the other answers, so that whoever asks learns which it is: a
    /// source is addressed by its tenant's id, which nobody guesses, and kept by its secret.
    #[error("no secret is known for this source")]
    SecretUnavailable,
    #[error("there is no body that could be signed")]
    EmptyPayload,
    #[error("the signature is not that of the body")]
    InvalidSignature,
    #[error("the {0} header, which says when the request was signed, is missing")]
    MissingTimestamp(&'static str),
    /// The time is not now, or the same came before.
    #[error("the request was sent before, or at another time than it says")]
    ReplayAttack,
    #[error("the signature could not be verified")]
    MiddlewareError,
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        Kind::Unauthenticated
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::MissingSignature => "missing_signature",
            Refused::SecretUnavailable => "secret_unavailable",
            Refused::EmptyPayload => "empty_payload",
            Refused::InvalidSignature => "invalid_signature",
            Refused::MissingTimestamp(_) => "missing_timestamp",
            Refused::ReplayAttack => "replay_attack",
            Refused::MiddlewareError => "middleware_error",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Refused::MissingTimestamp(header) => Some(header),
            Refused::MissingSignature
            | Refused::SecretUnavailable
            | Refused::EmptyPayload
            | Refused::InvalidSignature
            | Refused::ReplayAttack
            | Refused::MiddlewareError => None,
        }
    }
}
