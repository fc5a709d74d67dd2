use std::{fmt, str::FromStr};

use genesis_core::{RecordId, TenantId, Timestamp};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::{Hash, Head, hash::bytes};

/// What is said of the records that were chained at once, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub tenant: TenantId,
    /// The sequence number of the first of them.
    pub first: u64,
    /// The link before it.
    pub previous: Hash,
    pub entries: Vec<Entry>,
    /// The link of the last.
    pub link: Hash,
    pub sealed_at: Timestamp,
}

/// A record as its seal knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub record: RecordId,
    pub digest: Hash,
}

/// The same, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    pub draft: Draft,
    /// The key it is signed with; whom to believe is the reader's to know.
    key: String,
    signature: String,
}

impl Draft {
    /// What its seal is kept as, so that seals sort as their records do.
    pub fn name(&self) -> String {
        format!("{:012}.json", self.first)
    }

    /// Whether the entries lead from the link before them to the last.
    pub(crate) fn holds(&self) -> bool {
        let Some(before) = self.first.checked_sub(1) else { return false };
        let start = Head { sequence: before, link: self.previous };
        let end = self.entries.iter().fold(start, |head, entry| head.followed_by(&entry.digest));
        !self.entries.is_empty() && end.link == self.link
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let text = serde_json::to_string(self).expect("a draft has texts for keys");
        format!("genesis audit seal\0{text}").into_bytes()
    }
}

impl Seal {
    pub fn of(draft: Draft, key: &SigningKey) -> Self {
        let signature = hexadecimal(key.0.sign(&draft.signed_bytes()).as_ref());
        Self { key: key.public().to_string(), draft, signature }
    }

    /// The draft, if this key signed it and it holds together.
    pub fn opened(&self, key: &PublicKey) -> Result<&Draft, InvalidSeal> {
        let signature: [u8; 64] = bytes(&self.signature).ok_or(InvalidSeal::Forged)?;
        if self.key != key.to_string() {
            return Err(InvalidSeal::OtherKey);
        }
        let public = UnparsedPublicKey::new(&ED25519, key.0);
        public.verify(&self.draft.signed_bytes(), &signature).map_err(|_| InvalidSeal::Forged)?;
        if self.draft.holds() { Ok(&self.draft) } else { Err(InvalidSeal::Inconsistent) }
    }

    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a seal has texts for keys")
    }

    pub fn read(text: &str) -> Result<Self, InvalidSeal> {
        serde_json::from_str(text).map_err(|_| InvalidSeal::Unreadable)
    }
}

/// Why a seal proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSeal {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it is signed with another key")]
    OtherKey,
    #[error("its signature does not fit what it says")]
    Forged,
    #[error("its entries do not lead to its link")]
    Inconsistent,
    #[error("it is of another tenant, or kept in another's place")]
    Misplaced,
}

/// An Ed25519 key (RFC 8032). Signing the same gives the same signature.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key of a secret text, the same each time.
    pub fn of(secret: &str) -> Self {
        let seed = Hash::of("signing key", &[secret.as_bytes()]);
        Self(Ed25519KeyPair::from_seed_unchecked(seed.as_bytes()).expect("a seed has 32 bytes"))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().try_into().expect("a public key of Ed25519 has 32 bytes"))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// What seals are verified with, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl FromStr for PublicKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        bytes(text).map(Self).ok_or(NoKey)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key: 64 lower-case hexadecimal digits")]
pub struct NoKey;

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
