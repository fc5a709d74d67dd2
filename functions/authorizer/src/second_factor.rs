use genesis_access::{MfaCode, NotSealedHere, Proof};
use genesis_aws::{Cloud, Decision, Holder, StoreError};
use genesis_core::{Assurance, Fault, Kind};
use genesis_http::Refusal;

use crate::credential::Recognised;

/// Why nobody can tell whether a code holds.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unproven {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sealed(#[from] NotSealedHere),
}

impl Fault for Unproven {
    fn kind(&self) -> Kind {
        match self {
            Unproven::Store(error) => error.kind(),
            Unproven::Sealed(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Unproven::Store(error) => error.code(),
            Unproven::Sealed(error) => error.code(),
        }
    }
}

/// What came of a code.
pub(crate) enum Shown {
    /// The same with two factors.
    Proven(Recognised),
    Refused(Recognised, Refusal),
}

/// A code that holds is used up, and one that does not is counted. Who has shown two factors before, and who is no user, need none.
pub(crate) async fn show(cloud: &Cloud, recognised: Recognised, code: &str) -> Result<Shown, Unproven> {
    let member = match (&recognised.holder, recognised.assurance) {
        (Holder::Administrator, _) | (_, Assurance::TwoFactors) => return Ok(Shown::Proven(recognised)),
        (Holder::User(member), Assurance::OneFactor) => member,
    };
    let Some(code) = MfaCode::parse(code) else { return Ok(Shown::Refused(recognised, Refusal::NotTaken)) };
    let (keyrings, keys, now) = (cloud.keyrings(), cloud.api_keys(), cloud.clock().now());
    let known = keys.known(member.tenant, member.user).await?;
    let refusal = keyrings.change((member.tenant, member.user), |seen| {
        let unchanged = |outcome| Decision { keyring: seen.keyring.clone(), changes: Vec::new(), outcome };
        if seen.keyring.confirmed_factor().is_none() {
            return Ok::<_, Unproven>(unchanged(Some(Refusal::NotTaken)));
        }
        Ok(match seen.keyring.prove(&code, &known, now)? {
            Proof::Holds(keyring) => Decision { keyring, changes: Vec::new(), outcome: None },
            Proof::Fails(keyring) => {
                let outcome = if keyring.lockout.is_locked(now) { Refusal::LockedOut } else { Refusal::MfaFailed };
                Decision { keyring, changes: Vec::new(), outcome: Some(outcome) }
            }
            Proof::NotTaken => unchanged(Some(Refusal::NotTaken)),
        })
    });
    Ok(match refusal.await? {
        None => Shown::Proven(Recognised { assurance: Assurance::TwoFactors, ..recognised }),
        Some(refusal) => Shown::Refused(recognised, refusal),
    })
}
