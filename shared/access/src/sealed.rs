use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesis_core::{Fault, Kind};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use serde::{Deserialize, Serialize};

/// The key under which secrets are kept that must be read again (AES-256-GCM). It lives in Secrets Manager, apart from them.
pub struct SealingKey(LessSafeKey);

/// A nonce, what is secret, and the tag, in unpadded base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

/// What was not sealed under this key, or not for this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is sealed was not sealed here")]
pub struct NotSealedHere;

impl Fault for NotSealedHere {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        "not_sealed_here"
    }
}

impl SealingKey {
    /// Derived from random text of any form.
    pub fn of(secret: &str) -> Self {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), b"sealing key");
        let key = UnboundKey::new(&AES_256_GCM, derived.as_ref()).expect("SHA-256 gives the 32 bytes of the key");
        Self(LessSafeKey::new(key))
    }

    /// Bound to `place`, so that what is sealed for one cannot be put in another. No nonce may come twice.
    pub fn seal(&self, secret: &[u8], nonce: [u8; NONCE_LEN], place: &str) -> Sealed {
        let mut bytes = secret.to_vec();
        let sealing = self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut bytes);
        sealing.expect("what is sealed here is far shorter than the cipher takes");
        Sealed(URL_SAFE_NO_PAD.encode([&nonce[..], &bytes].concat()))
    }

    pub fn open(&self, sealed: &Sealed, place: &str) -> Result<Vec<u8>, NotSealedHere> {
        let bytes = URL_SAFE_NO_PAD.decode(&sealed.0).map_err(|_| NotSealedHere)?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or(NotSealedHere)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotSealedHere)?;
        let mut rest = rest.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(place), &mut rest).map_err(|_| NotSealedHere)?;
        Ok(opened.to_vec())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_right_key_opens_and_only_in_its_place() {
        let key = SealingKey::of("key");
        let sealed = key.seal(b"secret", [7; 12], "here");
        assert_eq!(key.open(&sealed, "here"), Ok(b"secret".to_vec()));
        assert_eq!(key.open(&sealed, "there"), Err(NotSealedHere));
        assert_eq!(SealingKey::of("another").open(&sealed, "here"), Err(NotSealedHere));
        assert!(!format!("{sealed:?}{key:?}").contains("secret"));
    }

    proptest! {
        #[test]
        fn what_was_changed_is_not_opened(secret: Vec<u8>, nonce: [u8; 12], at: prop::sample::Index, flip in 1_u8..) {
            let key = SealingKey::of("key");
            let sealed = key.seal(&secret, nonce, "here");
            let mut bytes = URL_SAFE_NO_PAD.decode(&sealed.0).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert_eq!(key.open(&Sealed(URL_SAFE_NO_PAD.encode(bytes)), "here"), Err(NotSealedHere));
            prop_assert_eq!(key.open(&sealed, "here"), Ok(secret));
        }

        #[test]
        fn what_is_not_sealed_is_not_opened(text: String) {
            prop_assert_eq!(SealingKey::of("key").open(&Sealed(text), "here"), Err(NotSealedHere));
        }
    }
}
