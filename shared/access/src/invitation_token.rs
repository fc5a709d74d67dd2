use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesis_core::Ids;

use crate::{KeyHash, Pepper, UnreadableToken, random_secret};

/// `gni_<secret>`: 256 bits as 43 characters of unpadded base64url. Its keyed hash finds the invitation, and is all that is kept of it.
pub struct InvitationToken([u8; 32]);

impl InvitationToken {
    pub fn random(ids: &Ids) -> Self {
        Self(random_secret(ids))
    }

    /// The token in the form the invited one is told. Shown once, never stored.
    pub fn reveal(&self) -> String {
        format!("gni_{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    pub fn hash(&self, pepper: &Pepper) -> KeyHash {
        pepper.hash(&[b"invitation", &self.0])
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken")
    }
}

impl FromStr for InvitationToken {
    type Err = UnreadableToken;

    fn from_str(text: &str) -> Result<Self, UnreadableToken> {
        let secret = text.strip_prefix("gni_").and_then(|secret| URL_SAFE_NO_PAD.decode(secret).ok());
        secret.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(UnreadableToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SessionToken;

    #[test]
    fn an_invitation_survives_being_written_down_and_is_no_session() {
        let (token, pepper) = (InvitationToken::random(&Ids::seeded(1)), Pepper::new("pepper"));
        let read: InvitationToken = token.reveal().parse().unwrap();
        assert_eq!(read.hash(&pepper), token.hash(&pepper));
        assert_ne!(SessionToken::random(&Ids::seeded(1)).hash(&pepper), token.hash(&pepper));
        for text in ["", "gni_", &token.reveal()[1..], &token.reveal().replace("gni_", "gss_"), &format!("{}A", token.reveal())] {
            assert!(text.parse::<InvitationToken>().is_err(), "{text}");
        }
    }
}
