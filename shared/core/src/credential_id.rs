use std::{fmt, str::FromStr};

use crate::{KeyId, SessionId, UnreadableId};

/// What a caller has proven who they are with: the public part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialId {
    Key(KeyId),
    Session(SessionId),
}

/// `key:0123456789abcdef` or `session:` with its id.
impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialId::Key(id) => write!(f, "key:{id}"),
            CredentialId::Session(id) => write!(f, "session:{id}"),
        }
    }
}

impl FromStr for CredentialId {
    type Err = UnreadableId;

    fn from_str(text: &str) -> Result<Self, UnreadableId> {
        match text.split_once(':') {
            Some(("key", id)) => id.parse().map(CredentialId::Key),
            Some(("session", id)) => id.parse().map(CredentialId::Session),
            _ => Err(UnreadableId("credential id")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_read_as_it_is_written() {
        for text in ["key:0123456789abcdef", "session:5d3f9c1a-7b2e-4e6d-8a90-1c2b3d4e5f60"] {
            assert_eq!(text.parse::<CredentialId>().unwrap().to_string(), text);
        }
        for text in ["", "0123456789abcdef", "key:", "session:0123456789abcdef", "user:5d3f9c1a-7b2e-4e6d-8a90-1c2b3d4e5f60"] {
            assert!(text.parse::<CredentialId>().is_err(), "{text}");
        }
    }
}
