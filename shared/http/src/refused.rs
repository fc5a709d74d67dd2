use genesis_core::{Fault, Kind};

use crate::Refusal;

/// Why an endpoint is not open to who calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("a valid API key is required in the x-api-key header, or a session's token as bearer in the authorization header")]
    Unauthenticated,
    #[error("{}", told(*.0))]
    Insufficient(Refusal),
    #[error("nobody can tell at the time whether the credentials hold")]
    Unproven,
    #[error("the API key lacks the scope {0}")]
    MissingScope(&'static str),
    #[error("the credential is for part of what its user may do, and does not change what the user comes in with but itself")]
    Narrow,
    #[error("only an owner may do this, with an API key for everything that owners may do")]
    NotOwner,
    #[error("only an administrator of the platform may do this")]
    NotAdministrator,
    #[error("the API key is an administrator's, and of no tenant")]
    NoTenant,
    #[error("the gateway did not say where the request came from")]
    NoAddress,
}

fn told(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::MfaRequired => "a code of your second factor is required in the x-mfa-code header, or a session opened with one",
        Refusal::MfaFailed | Refusal::LockedOut | Refusal::NotTaken => {
            "the code in the x-mfa-code header does not hold; after 5 failures in a row none does for 30 minutes"
        }
    }
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Unauthenticated => Kind::Unauthenticated,
            Refused::Insufficient(_) => Kind::Unauthenticated,
            Refused::Unproven => Kind::Unavailable,
            Refused::MissingScope(_) | Refused::Narrow | Refused::NotOwner | Refused::NotAdministrator | Refused::NoTenant => {
                Kind::Forbidden
            }
            Refused::NoAddress => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Unauthenticated => "unauthenticated",
            Refused::Insufficient(refusal) => refusal.code(),
            Refused::Unproven => "authorizer_unavailable",
            Refused::MissingScope(_) => "missing_scope",
            Refused::Narrow => "narrow_credential",
            Refused::NotOwner => "owners_only",
            Refused::NotAdministrator => "administrators_only",
            Refused::NoTenant => "no_tenant",
            Refused::NoAddress => "no_address",
        }
    }
}
