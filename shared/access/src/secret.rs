use genesis_core::Ids;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// 256 bits that nobody can guess. A random id holds 122 of them, so three of them are condensed.
pub fn random_secret(ids: &Ids) -> [u8; 32] {
    let condensed = (0..3).fold(Sha256::new(), |hash, _| hash.chain_update(ids.next().as_bytes()));
    condensed.finalize().into()
}

/// In constant time, however long they are; an empty one is no secret.
pub fn is_same_secret(given: &[u8], kept: &[u8]) -> bool {
    let mac = |secret: &[u8]| Hmac::<Sha256>::new_from_slice(b"secret").expect("HMAC takes a key of any length").chain_update(secret);
    let is_same = mac(given).verify_slice(&mac(kept).finalize().into_bytes()).is_ok();
    is_same & !kept.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_is_the_same() {
        assert!(is_same_secret(b"open", b"open"));
        for (given, kept) in [("open", "opem"), ("ope", "open"), ("", "open"), ("open\0", "open"), ("", "")] {
            assert!(!is_same_secret(given.as_bytes(), kept.as_bytes()), "{given:?} {kept:?}");
        }
    }

    #[test]
    fn no_two_secrets_are_alike() {
        let ids = Ids::seeded(1);
        let secrets: std::collections::BTreeSet<_> = (0..100).map(|_| random_secret(&ids)).collect();
        assert_eq!(secrets.len(), 100);
    }
}
