use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use genesis_aws::StoreError;
use genesis_core::{Fault, Kind};
use genesis_http::Problem;

const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// Why a request with a key is not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("the Idempotency-Key must be one header of 1 to 255 visible ASCII characters, none of them a comma")]
    Unreadable,
    #[error("this Idempotency-Key came with another request within the last 24 hours; take a new one")]
    Reused,
    #[error("a request with this Idempotency-Key is being answered; try again")]
    InUse,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Unreadable => Kind::Invalid,
            Refused::Reused | Refused::InUse => Kind::Conflict,
            Refused::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Unreadable => "invalid_idempotency_key",
            Refused::Reused => "idempotency_key_reused",
            Refused::InUse => "idempotency_key_in_use",
            Refused::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Refused::Unreadable | Refused::Reused | Refused::InUse => Some("Idempotency-Key"),
            Refused::Store(_) => None,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let is_in_use = matches!(self, Refused::InUse);
        let mut response = Problem::from(self).into_response();
        if is_in_use {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response
    }
}
