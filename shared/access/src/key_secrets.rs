use genesis_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ApiKey, CredentialLimit, KeyHash, Overlap, Pepper};

/// What a key is proven by: the secret it has, and for a while after a rotation the one it had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySecrets {
    hash: KeyHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retiring: Option<Retiring>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Retiring {
    hash: KeyHash,
    until: Timestamp,
}

impl KeySecrets {
    pub fn of(key: &ApiKey, pepper: &Pepper) -> Self {
        Self { hash: key.hash(pepper), retiring: None }
    }

    /// A key of which nothing is known: no secret proves it, and finding that out takes as long.
    pub fn unknown() -> Self {
        Self { hash: KeyHash::of_nothing(), retiring: None }
    }

    /// The old secret holds beside the new one for this overlap. While one before it still does there is no other overlap: without one
    /// both end at once.
    pub fn rotated(self, new: &ApiKey, pepper: &Pepper, overlap: Overlap, now: Timestamp) -> Result<Self, CredentialLimit> {
        if self.overlap_until(now).is_some() && !overlap.is_none() {
            return Err(CredentialLimit::Overlapping);
        }
        Ok(Self { hash: new.hash(pepper), retiring: Some(Retiring { hash: self.hash, until: overlap.after(now) }) })
    }

    /// In constant time: both secrets are compared whichever holds.
    pub fn are_proven_by(&self, key: &ApiKey, pepper: &Pepper, now: Timestamp) -> bool {
        let retiring = self.retiring.as_ref().filter(|retiring| now < retiring.until);
        let old = retiring.map_or_else(KeyHash::of_nothing, |retiring| retiring.hash.clone());
        key.matches(&self.hash, pepper) | key.matches(&old, pepper)
    }

    /// Until when the secret before this one holds; none where it does not.
    pub fn overlap_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.retiring.as_ref().map(|retiring| retiring.until).filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8) -> ApiKey {
        ApiKey::new("0123456789abcdef".parse().unwrap(), [secret; 32])
    }

    fn rotated(secrets: KeySecrets, secret: u8, seconds: u64, now: i64) -> Result<KeySecrets, CredentialLimit> {
        secrets.rotated(&key(secret), &Pepper::new("pepper"), Overlap::parse(Some(seconds)).unwrap(), Timestamp(now))
    }

    fn proven(secrets: &KeySecrets, now: i64) -> Vec<u8> {
        let holds = |secret: &u8| secrets.are_proven_by(&key(*secret), &Pepper::new("pepper"), Timestamp(now));
        (0..5).filter(holds).collect()
    }

    #[test]
    fn old_and_new_both_hold_until_the_overlap_ends() {
        let rotated = rotated(KeySecrets::of(&key(1), &Pepper::new("pepper")), 2, 1, 0).unwrap();
        for (now, expected) in [(0, vec![1, 2]), (999, vec![1, 2]), (1_000, vec![2]), (9_000, vec![2])] {
            assert_eq!(proven(&rotated, now), expected, "at {now}");
        }
        assert_eq!((rotated.overlap_until(Timestamp(999)), rotated.overlap_until(Timestamp(1_000))), (Some(Timestamp(1_000)), None));
    }

    #[test]
    fn a_second_rotation_waits_for_the_overlap_of_the_first_or_ends_it_with_its_own() {
        let once = rotated(KeySecrets::of(&key(1), &Pepper::new("pepper")), 2, 1, 0).unwrap();
        assert_eq!(rotated(once.clone(), 3, 1, 999), Err(CredentialLimit::Overlapping));
        assert_eq!(proven(&rotated(once.clone(), 3, 0, 999).unwrap(), 999), [3]);
        assert_eq!(proven(&rotated(once, 3, 1, 1_000).unwrap(), 1_000), [2, 3]);
    }

    #[test]
    fn without_an_overlap_the_old_secret_ends_at_once() {
        assert_eq!(proven(&rotated(KeySecrets::of(&key(1), &Pepper::new("pepper")), 2, 0, 500).unwrap(), 500), [2]);
    }

    #[test]
    fn nothing_proves_a_key_of_which_nothing_is_known() {
        assert_eq!(proven(&KeySecrets::unknown(), 0), [0; 0]);
    }
}
