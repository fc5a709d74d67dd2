use genesis_access::{Keyring, OpenSession};
use genesis_aws::{ApiKeyRecord, Cloud, CredentialChange, Decision, KeyringRecord, StoreError};
use genesis_core::{Access, CredentialId, Fault, Grant, KeyId, Kind, Resource, Scope};
use genesis_http::{Caller, Problem};

pub(crate) const CREDENTIALS: Grant = Grant { resource: Resource::Directory("tenants"), access: &[Access::Read, Access::Write] };
/// For who only looks.
pub(crate) const CREDENTIALS_SEEN: Grant = Grant { resource: Resource::Directory("tenants"), access: &[Access::Read] };
pub(crate) const PEPPER: Grant = Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] };
pub(crate) const SEALING_KEY: Grant = Grant { resource: Resource::Secret("second-factor-key"), access: &[Access::Read] };

/// Why a credential is not made or kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("a name is 1 to 100 characters on one line")]
    Name,
    #[error("a session is opened with an API key, and not with another session")]
    NeedsKey,
    #[error("there is a second factor already; remove it first")]
    AlreadyEnrolled,
    #[error("there is no second factor, or none that waits to be confirmed")]
    NotEnrolled,
    #[error("a code is six digits")]
    Code,
    #[error("this is not what an app with the secret shows now; after 5 failures in a row nothing is looked at for 30 minutes")]
    NotConfirmed,
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Name | Refused::Code => Kind::Invalid,
            Refused::NeedsKey => Kind::Forbidden,
            Refused::AlreadyEnrolled | Refused::NotEnrolled | Refused::NotConfirmed => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Name => "invalid_name",
            Refused::NeedsKey => "key_required",
            Refused::AlreadyEnrolled => "already_enrolled",
            Refused::NotEnrolled => "not_enrolled",
            Refused::Code => "invalid_code",
            Refused::NotConfirmed => "not_confirmed",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Refused::Name => Some("name"),
            Refused::Code | Refused::NotConfirmed => Some("code"),
            Refused::NeedsKey | Refused::AlreadyEnrolled | Refused::NotEnrolled => None,
        }
    }
}

/// All that the caller may come in with.
pub(crate) async fn credentials_of(cloud: &Cloud, caller: &Caller) -> Result<Keyring, StoreError> {
    let record = cloud.keyrings_of(caller.tenant).find(caller.tenant, caller.user).await?;
    Ok(record.map(|record| record.keyring).unwrap_or_default())
}

/// Refuses whom the authorizer let in with a credential that has ended since, or whose user may not come in any more.
pub(crate) fn still_in(seen: &KeyringRecord, caller: &Caller) -> Result<(), Problem> {
    if seen.member.is_active && seen.keyring.has(&caller.credential) { Ok(()) } else { Err(Problem::unauthenticated()) }
}

/// Whether a key is the caller's own.
pub(crate) fn is_of(record: &ApiKeyRecord, caller: &Caller) -> bool {
    record.holder.member().is_some_and(|owner| (owner.tenant, owner.user) == (caller.tenant, caller.user))
}

/// The key that the caller has come with, where it is one.
pub(crate) fn key_of(caller: &Caller) -> Result<KeyId, Refused> {
    match &caller.credential {
        CredentialId::Key(id) => Ok(id.clone()),
        CredentialId::Session(_) => Err(Refused::NeedsKey),
    }
}

/// That these sessions are over.
pub(crate) fn ended(sessions: &[OpenSession]) -> Vec<CredentialChange> {
    sessions.iter().map(|session| CredentialChange::EndedSession(session.hash.clone())).collect()
}

/// A keyring as it is, and what is known by that.
pub(crate) fn unchanged<T>(keyring: &Keyring, outcome: T) -> Decision<T> {
    Decision { keyring: keyring.clone(), changes: Vec::new(), outcome }
}

pub(crate) fn words(scopes: &[Scope]) -> Vec<&'static str> {
    scopes.iter().map(|scope| scope.as_str()).collect()
}
