use genesis_core::Ids;
use sha2::{Digest, Sha256};

/// 256 bits that nobody can guess. A random id holds 122 of them, so three of them are condensed.
pub fn random_secret(ids: &Ids) -> [u8; 32] {
    let condensed = (0..3).fold(Sha256::new(), |hash, _| hash.chain_update(ids.next().as_bytes()));
    condensed.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_alike() {
        let ids = Ids::seeded(1);
        let secrets: std::collections::BTreeSet<_> = (0..100).map(|_| random_secret(&ids)).collect();
        assert_eq!(secrets.len(), 100);
    }
}
