use std::fmt;

use genesis_core::{CredentialId, KeyId, SessionId, UserId};

/// Under what a client is counted, told off and blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientName {
    /// A program with its key.
    Key(KeyId),
    /// A user, by whatever session.
    User(UserId),
    /// A session of somebody who is of no tenant.
    Session(SessionId),
}

impl ClientName {
    pub fn of(credential: &CredentialId, user: Option<UserId>) -> Self {
        match (credential, user) {
            (CredentialId::Key(key), _) => Self::Key(key.clone()),
            (CredentialId::Session(_), Some(user)) => Self::User(user),
            (CredentialId::Session(session), None) => Self::Session(*session),
        }
    }

    /// What a name that [`fmt::Display`] gives is of, without its kind.
    pub fn id_of(name: &str) -> &str {
        name.split_once('#').map_or(name, |(_, id)| id)
    }
}

impl fmt::Display for ClientName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "k#{key}"),
            Self::User(user) => write!(f, "u#{user}"),
            Self::Session(session) => write!(f, "s#{session}"),
        }
    }
}
