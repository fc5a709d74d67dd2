use genesis_core::{CredentialId, KeyId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{CredentialLimit, Factor, KeyHash, Known, Lockout, MfaCode, NotSealedHere};

/// A user has so many keys at most.
pub const MOST_KEYS: usize = 10;
/// And so many sessions at once.
pub const MOST_SESSIONS: usize = 5;

/// What a user proves who they are with: which keys and sessions there are, the second factor, and how often a proof has failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keyring {
    pub keys: Vec<KeyId>,
    /// In the order in which they were opened. Those that are over go when another is opened.
    pub sessions: Vec<OpenSession>,
    pub factor: Option<Factor>,
    pub lockout: Lockout,
}

/// A session as it is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    pub id: SessionId,
    pub hash: KeyHash,
    /// What it was opened with.
    pub key: KeyId,
    pub expires_at: Timestamp,
}

/// What came of a proof.
#[derive(Debug, PartialEq, Eq)]
pub enum Proof {
    Holds(Keyring),
    Fails(Keyring),
    /// Nothing was looked at, and nothing changes.
    NotTaken,
}

impl Keyring {
    /// Whether what somebody came in with is still among them.
    pub fn has(&self, credential: &CredentialId) -> bool {
        match credential {
            CredentialId::Key(id) => self.keys.contains(id),
            CredentialId::Session(id) => self.sessions.iter().any(|session| session.id == *id),
        }
    }

    pub fn with_key(mut self, key: KeyId) -> Result<Self, CredentialLimit> {
        if self.keys.len() >= MOST_KEYS {
            return Err(CredentialLimit::Keys);
        }
        self.keys.push(key);
        Ok(self)
    }

    /// Without a key, and the sessions that were opened with it, which end with it.
    pub fn without_key(mut self, key: &KeyId) -> (Self, Vec<OpenSession>) {
        self.keys.retain(|kept| kept != key);
        let (ended, others) = self.sessions.into_iter().partition(|session| session.key == *key);
        self.sessions = others;
        (self, ended)
    }

    /// With another session, and those that end with that: what is over, and the oldest where there would be too many.
    pub fn with_session(mut self, session: OpenSession, now: Timestamp) -> (Self, Vec<OpenSession>) {
        let (mut open, mut ended): (Vec<_>, Vec<_>) = self.sessions.into_iter().partition(|session| now < session.expires_at);
        ended.extend(open.drain(..open.len().saturating_sub(MOST_SESSIONS - 1)));
        open.push(session);
        self.sessions = open;
        (self, ended)
    }

    /// Without one of its sessions; none where it has no such session.
    pub fn without_session(mut self, id: SessionId) -> Option<(Self, OpenSession)> {
        let place = self.sessions.iter().position(|session| session.id == id)?;
        let ended = self.sessions.remove(place);
        Some((self, ended))
    }

    /// Without the second factor and what has failed of it, and the sessions, which end with that.
    pub fn without_factor(self) -> (Self, Vec<OpenSession>) {
        (Self { keys: self.keys, ..Self::default() }, self.sessions)
    }

    /// The second factor that proves something.
    pub fn confirmed_factor(&self) -> Option<&Factor> {
        self.factor.as_ref().filter(|factor| factor.confirmed_at.is_some())
    }

    /// Holds a code against the second factor, confirmed or not. Where the keyring comes out changed it must be written, on condition
    /// that it is still as it was: only then has the code been used up, or the failure counted.
    pub fn prove(&self, code: &MfaCode, known: &Known<'_>, now: Timestamp) -> Result<Proof, NotSealedHere> {
        // A code is held against the factor of whoever is locked out, too, so that it takes as long.
        let after = self.factor.as_ref().map(|factor| factor.after(code, known, now)).transpose()?;
        Ok(match after {
            _ if self.lockout.is_locked(now) => Proof::NotTaken,
            None => Proof::NotTaken,
            Some(Some(factor)) => Proof::Holds(Self { factor: Some(factor), lockout: self.lockout.after_success(), ..self.clone() }),
            Some(None) => Proof::Fails(Self { lockout: self.lockout.after_failure(now), ..self.clone() }),
        })
    }
}

#[cfg(test)]
mod tests;
