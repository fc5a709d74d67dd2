//! AES-256-GCM under one key, with the encryption context as what is authenticated besides.
//!
//! What is sealed reads: the key's id (36 bytes), the nonce (12 bytes), the ciphertext with its tag.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;

use super::refusal::KeyRefusal;

pub(super) const KEY_LENGTH: usize = 32;
const ID_LENGTH: usize = 36;

pub(super) struct Sealed<'a> {
    pub key: &'a str,
    nonce: [u8; NONCE_LEN],
    ciphertext: &'a [u8],
}

impl<'a> Sealed<'a> {
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (key, rest) = bytes.split_at_checked(ID_LENGTH)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_LEN)?;
        Some(Self { key: std::str::from_utf8(key).ok()?, nonce: nonce.try_into().ok()?, ciphertext })
    }

    /// `None` when the key or the context is another, or the ciphertext was changed.
    pub fn open(&self, material: &[u8; KEY_LENGTH], context: &Value) -> Option<Vec<u8>> {
        let mut text = self.ciphertext.to_vec();
        let nonce = Nonce::assume_unique_for_key(self.nonce);
        let length = cipher(material).open_in_place(nonce, Aad::from(canonical(context)), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}

pub(super) fn seal(id: &str, material: &[u8; KEY_LENGTH], mut text: Vec<u8>, context: &Value) -> Result<Vec<u8>, KeyRefusal> {
    let nonce: [u8; NONCE_LEN] = random_array()?;
    cipher(material)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(canonical(context)), &mut text)
        .map_err(|_| KeyRefusal::Invalid("the text is too long".to_owned()))?;
    Ok([id.as_bytes(), &nonce, &text].concat())
}

pub(super) fn random(length: usize) -> Result<Vec<u8>, KeyRefusal> {
    let mut bytes = vec![0; length];
    SystemRandom::new().fill(&mut bytes).map_err(|_| KeyRefusal::NoRandomness)?;
    Ok(bytes)
}

pub(super) fn random_array<const N: usize>() -> Result<[u8; N], KeyRefusal> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| KeyRefusal::NoRandomness)?;
    Ok(bytes)
}

fn cipher(material: &[u8; KEY_LENGTH]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, material).expect("the key has the length of the cipher"))
}

/// The pairs by name, each part after its length, so that no two contexts read the same. None and an empty one do.
fn canonical(context: &Value) -> Vec<u8> {
    let mut pairs: Vec<(&str, &str)> =
        context.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
    pairs.sort_unstable();
    let parts = pairs.iter().flat_map(|(name, value)| [name, value]);
    parts.flat_map(|part| [&part.len().to_be_bytes(), part.as_bytes()].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "00000000-0000-4000-8000-000000000000";
    const MATERIAL: [u8; KEY_LENGTH] = [7; KEY_LENGTH];

    fn opened(sealed: &[u8], context: &Value) -> Option<Vec<u8>> {
        Sealed::parse(sealed).unwrap().open(&MATERIAL, context)
    }

    #[test]
    fn only_the_same_context_opens_it() {
        let context = json!({ "tenant": "acme", "entity": "run" });
        let sealed = seal(ID, &MATERIAL, b"text".to_vec(), &context).unwrap();
        assert_eq!(opened(&sealed, &json!({ "entity": "run", "tenant": "acme" })).as_deref(), Some(&b"text"[..]));
        for other in [
            Value::Null,
            json!({}),
            json!({ "tenant": "acme" }),
            json!({ "tenant": "acme", "entity": "other" }),
            json!({ "tenan": "tacme", "entity": "run" }),
            json!({ "tenantacme": "entity", "run": "" }),
            json!({ "tenant": "acme", "entity": "run", "more": "" }),
        ] {
            assert_eq!(opened(&sealed, &other), None, "{other}");
        }
        let bare = seal(ID, &MATERIAL, b"text".to_vec(), &Value::Null).unwrap();
        assert!(opened(&bare, &json!({})).is_some());
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let sealed = seal(ID, &MATERIAL, b"text".to_vec(), &Value::Null).unwrap();
        for at in ID_LENGTH..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&changed, &Value::Null), None, "byte {at}");
        }
        assert!((0..ID_LENGTH + NONCE_LEN).all(|length| Sealed::parse(&sealed[..length]).is_none()));
    }

    #[test]
    fn a_text_sealed_twice_reads_differently() {
        let seal = || seal(ID, &MATERIAL, b"text".to_vec(), &Value::Null).unwrap();
        assert_ne!(seal(), seal());
    }
}
