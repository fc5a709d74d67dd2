use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesis_core::Ids;

use crate::{KeyHash, Pepper, random_secret};

/// `gss_<secret>`: opaque, 256 bits as 43 characters of unpadded base64url. Its keyed hash finds the session, and is all that is kept
/// of it.
pub struct SessionToken([u8; 32]);

impl SessionToken {
    pub fn random(ids: &Ids) -> Self {
        Self(random_secret(ids))
    }

    /// The token in the form its owner keeps. Shown once, never stored.
    pub fn reveal(&self) -> String {
        format!("gss_{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    pub fn hash(&self, pepper: &Pepper) -> KeyHash {
        pepper.hash(&[b"session", &self.0])
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

impl FromStr for SessionToken {
    type Err = UnreadableToken;

    fn from_str(text: &str) -> Result<Self, UnreadableToken> {
        let secret = text.strip_prefix("gss_").and_then(|secret| URL_SAFE_NO_PAD.decode(secret).ok());
        secret.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(UnreadableToken)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of this kind")]
pub struct UnreadableToken;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_being_written_down_and_its_hash_tells_nothing_of_it() {
        let (token, pepper) = (SessionToken::random(&Ids::seeded(1)), Pepper::new("pepper"));
        let read: SessionToken = token.reveal().parse().unwrap();
        assert_eq!(read.hash(&pepper), token.hash(&pepper));
        assert_ne!(read.hash(&Pepper::new("salt")), token.hash(&pepper));
        assert_ne!(SessionToken::random(&Ids::seeded(2)).hash(&pepper), token.hash(&pepper));
        assert_eq!(format!("{token:?}"), "SessionToken");
    }

    #[test]
    fn a_token_holds_256_bits() {
        let token = SessionToken::random(&Ids::seeded(1)).reveal();
        assert_eq!(URL_SAFE_NO_PAD.decode(&token[4..]).unwrap().len() * 8, 256);
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let good = SessionToken::random(&Ids::seeded(1)).reveal();
        for text in ["", "gss_", &good[1..], &good[..good.len() - 1], &format!("{good}A"), &good.replace("gss_", "gns_")] {
            assert!(text.parse::<SessionToken>().is_err(), "{text}");
        }
    }
}
