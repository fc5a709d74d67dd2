use axum::{extract::FromRequestParts, http::request::Parts};
use genesis_core::{Fault, Guard, KeyId, Kind, Scope, TenantId};

use crate::Problem;

/// What the authorizer found out, passed along with the request. No header can claim it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    Known {
        tenant: TenantId,
        key: KeyId,
        scopes: Vec<Scope>,
    },
    /// No credentials, or none that hold.
    Unknown,
}

/// Who calls, with the endpoint's scope already proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub tenant: TenantId,
    pub key: KeyId,
}

impl Caller {
    /// The caller whose identity opens what the guard locks.
    pub fn admit(identity: Option<&Identity>, guard: Option<&Guard>) -> Result<Self, Problem> {
        let (tenant, key, scopes) = match identity {
            Some(Identity::Known { tenant, key, scopes }) => (*tenant, key.clone(), scopes),
            Some(Identity::Unknown) | None => return Err(Refused::Unauthenticated.into()),
        };
        match guard {
            Some(Guard::Public) => {}
            Some(Guard::Scope(scope)) if scopes.contains(scope) => {}
            Some(Guard::Scope(scope)) => return Err(Refused::MissingScope(scope.as_str()).into()),
            None => return Err(Refused::Unauthenticated.into()),
        }
        Ok(Self { tenant, key })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::admit(parts.extensions.get::<Identity>(), parts.extensions.get::<Guard>())
    }
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("a valid API key is required in the x-api-key header")]
    Unauthenticated,
    #[error("the API key lacks the scope {0}")]
    MissingScope(&'static str),
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Unauthenticated => Kind::Unauthenticated,
            Refused::MissingScope(_) => Kind::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Unauthenticated => "unauthenticated",
            Refused::MissingScope(_) => "missing_scope",
        }
    }
}
