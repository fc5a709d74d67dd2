use std::{fmt, str::FromStr};

use genesis_core::written_as_text;
use sha2::{Digest, Sha256};

/// SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash([u8; 32]);

impl Hash {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Of parts of fixed lengths but for the last. What is hashed for one purpose is never the hash of another.
    pub fn of(purpose: &str, parts: &[&[u8]]) -> Self {
        let begun = Sha256::new().chain_update(format!("genesis audit {purpose}\0"));
        let hashed = parts.iter().fold(begun, |hasher, part| hasher.chain_update(part));
        Self(hashed.finalize().into())
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Only the form that is written is read, so that a hash has one spelling.
impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        bytes(text).map(Self).ok_or(NoHash)
    }
}

/// The bytes of so many lower-case hexadecimal digits, and no others.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let read: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    read?.try_into().ok()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NoHash;

written_as_text!(Hash);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = Hash::of("test", &[b"a"]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for text in [hash.to_string().to_uppercase(), hash.to_string()[1..].to_owned(), format!("{hash}0"), "g".repeat(64)] {
            assert_eq!(text.parse::<Hash>(), Err(NoHash), "{text}");
        }
    }

    #[test]
    fn what_is_hashed_for_one_purpose_is_not_the_hash_of_another() {
        assert_ne!(Hash::of("link", &[b"a"]), Hash::of("record", &[b"a"]));
    }
}
