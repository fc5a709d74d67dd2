use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesis_core::{Ids, KeyId};

use crate::{KeyHash, Pepper, random_secret};

/// `gns_<id>_<secret>`: the id finds the record, the secret proves the right to it. The secret is 32 random bytes as 43
/// characters of unpadded base64url.
pub struct ApiKey {
    id: KeyId,
    secret: [u8; 32],
}

impl ApiKey {
    pub fn new(id: KeyId, secret: [u8; 32]) -> Self {
        Self { id, secret }
    }

    /// A new one that nobody can guess.
    pub fn random(ids: &Ids) -> Self {
        Self::new(KeyId::new(ids.next()), random_secret(ids))
    }

    /// Another secret under the same id.
    pub fn renewed(id: KeyId, ids: &Ids) -> Self {
        Self::new(id, random_secret(ids))
    }

    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// The key in the form its owner keeps. Shown once, never stored.
    pub fn reveal(&self) -> String {
        format!("gns_{}_{}", self.id, URL_SAFE_NO_PAD.encode(self.secret))
    }

    pub fn hash(&self, pepper: &Pepper) -> KeyHash {
        pepper.hash(&self.hashed())
    }

    /// Whether `hash` was made of this key, in constant time.
    pub fn matches(&self, hash: &KeyHash, pepper: &Pepper) -> bool {
        pepper.matches(&self.hashed(), hash)
    }

    /// The id is part of what is hashed, so that a hash cannot be moved to another key's record.
    fn hashed(&self) -> [&[u8]; 2] {
        [self.id.as_str().as_bytes(), &self.secret]
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.id)
    }
}

impl FromStr for ApiKey {
    type Err = UnreadableKey;

    fn from_str(text: &str) -> Result<Self, UnreadableKey> {
        let (id, secret) = text.strip_prefix("gns_").and_then(|rest| rest.split_once('_')).ok_or(UnreadableKey)?;
        let secret = URL_SAFE_NO_PAD.decode(secret).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(UnreadableKey)?;
        Ok(Self { id: id.parse().map_err(|_| UnreadableKey)?, secret })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an API key")]
pub struct UnreadableKey;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8) -> ApiKey {
        ApiKey::new("0123456789abcdef".parse().unwrap(), [secret; 32])
    }

    #[test]
    fn a_key_survives_being_written_down() {
        let read: ApiKey = key(7).reveal().parse().unwrap();
        assert_eq!(read.reveal(), key(7).reveal());
    }

    #[test]
    fn only_the_right_key_under_the_right_pepper_matches() {
        let pepper = Pepper::new("pepper");
        let hash = key(7).hash(&pepper);
        assert!(key(7).matches(&hash, &pepper));
        assert!(!key(8).matches(&hash, &pepper));
        assert!(!key(7).matches(&hash, &Pepper::new("salt")));
        let other = ApiKey::new("fedcba9876543210".parse().unwrap(), [7; 32]);
        assert!(!other.matches(&hash, &pepper));
        assert!(!key(7).matches(&KeyHash::of_nothing(), &pepper));
    }

    #[test]
    fn a_forged_key_is_not_read() {
        let good = key(7).reveal();
        for text in
            ["", "gns_", "gns__", "gns_0123456789abcdef_", &good[1..], &good[..good.len() - 1], &format!("{good}A"), &good.to_uppercase()]
        {
            assert!(text.parse::<ApiKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn debug_output_keeps_the_secret() {
        assert_eq!(format!("{:?} {:?}", key(7), Pepper::new("pepper")), "ApiKey(0123456789abcdef) Pepper");
    }
}
