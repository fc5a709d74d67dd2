use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The secret that keys every hash. It lives in Secrets Manager, apart from the hashes.
#[derive(Clone)]
pub struct Pepper(Vec<u8>);

/// HMAC-SHA-256 of a secret under the pepper, in unpadded base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHash(String);

impl Pepper {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn hash(&self, parts: &[&[u8]]) -> KeyHash {
        KeyHash(URL_SAFE_NO_PAD.encode(self.mac(parts).finalize().into_bytes()))
    }

    /// Whether `hash` was made of these, in constant time.
    pub(crate) fn matches(&self, parts: &[&[u8]], hash: &KeyHash) -> bool {
        // What is no hash is compared with one that nothing has, so that it takes as long.
        let expected = URL_SAFE_NO_PAD.decode(&hash.0).unwrap_or_else(|_| vec![0; 32]);
        self.mac(parts).verify_slice(&expected).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

impl KeyHash {
    /// What no secret has: whom nothing is known of is compared with it, and takes as long as who is known.
    pub fn of_nothing() -> Self {
        Self(URL_SAFE_NO_PAD.encode([0; 32]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}
