//! What KMS refuses, under its names.

use std::io;

use http::StatusCode;

use crate::reply::{Reply, failure};

#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyRefusal {
    #[error("Key {0} is not found.")]
    NotFound(String),
    #[error("An alias with the name {0} already exists.")]
    AlreadyExists(String),
    #[error("An alias reads alias/NAME, and NAME does not begin with aws/.")]
    InvalidAlias,
    #[error("The ciphertext or its encryption context is not what was sealed.")]
    InvalidCiphertext,
    #[error("The key that is named did not seal this ciphertext.")]
    IncorrectKey,
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("{0} is not embedded")]
    NotEmbedded(String),
    #[error("the machine gives no random bytes")]
    NoRandomness,
    #[error("the keys could not be written")]
    NotKept(#[from] io::Error),
}

impl From<KeyRefusal> for Reply {
    fn from(refusal: KeyRefusal) -> Self {
        let (status, name) = match &refusal {
            KeyRefusal::NotFound(_) => (StatusCode::BAD_REQUEST, "NotFoundException"),
            KeyRefusal::AlreadyExists(_) => (StatusCode::BAD_REQUEST, "AlreadyExistsException"),
            KeyRefusal::InvalidAlias => (StatusCode::BAD_REQUEST, "InvalidAliasNameException"),
            KeyRefusal::InvalidCiphertext => (StatusCode::BAD_REQUEST, "InvalidCiphertextException"),
            KeyRefusal::IncorrectKey => (StatusCode::BAD_REQUEST, "IncorrectKeyException"),
            KeyRefusal::Invalid(_) => (StatusCode::BAD_REQUEST, "ValidationException"),
            KeyRefusal::Unsupported(_) => (StatusCode::BAD_REQUEST, "UnsupportedOperationException"),
            KeyRefusal::NotEmbedded(_) => (StatusCode::BAD_REQUEST, "UnknownOperationException"),
            KeyRefusal::NoRandomness | KeyRefusal::NotKept(_) => (StatusCode::INTERNAL_SERVER_ERROR, "KMSInternalException"),
        };
        failure(status, name, &refusal.to_string())
    }
}
