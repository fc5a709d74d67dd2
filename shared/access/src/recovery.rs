use genesis_core::{Ids, UserId};

use crate::{KeyHash, Pepper, base32::base32, random_secret};

/// So many are given at once.
pub const RECOVERY_CODES: usize = 8;
const LETTERS: usize = 16;

/// What stands in for a lost authenticator app, once: 80 bits as four groups of four letters and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    pub fn random(ids: &Ids) -> Self {
        Self(base32(&random_secret(ids))[..LETTERS].to_owned())
    }

    /// Eight new ones.
    pub fn set(ids: &Ids) -> Vec<Self> {
        std::iter::repeat_with(|| Self::random(ids)).take(RECOVERY_CODES).collect()
    }

    /// However it is written: in capitals or not, with hyphens or spaces or none.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String =
            text.chars().filter(|letter| !matches!(letter, '-' | ' ')).map(|letter| letter.to_ascii_uppercase()).collect();
        (letters.len() == LETTERS && crate::base32::is_base32(&letters)).then_some(Self(letters))
    }

    /// As it is shown, once.
    pub fn reveal(&self) -> String {
        [0, 4, 8, 12].map(|at| &self.0[at..at + 4]).join("-")
    }

    pub(crate) fn hash(&self, user: UserId, pepper: &Pepper) -> KeyHash {
        pepper.hash(&self.hashed(&user.to_string()))
    }

    /// Whose it is is part of what is hashed, so that it opens nobody else's account.
    fn hashed<'a>(&'a self, user: &'a str) -> [&'a [u8]; 3] {
        [b"recovery", user.as_bytes(), self.0.as_bytes()]
    }

    /// The place of this code among hashes. All of them are compared whichever it is.
    pub(crate) fn place_in(&self, hashes: &[KeyHash], user: UserId, pepper: &Pepper) -> Option<usize> {
        let user = user.to_string();
        let mut found = None;
        for (place, hash) in hashes.iter().enumerate() {
            if pepper.matches(&self.hashed(&user), hash) {
                found = Some(place);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_written() {
        let code = RecoveryCode::random(&Ids::seeded(1));
        let shown = code.reveal();
        for written in [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), shown.replace('-', " ")] {
            assert!(RecoveryCode::parse(&written) == Some(code.clone()), "{written}");
        }
        for none in ["", "123456", &shown[1..], &format!("{shown}A"), &shown.replace(&shown[..1], "1"), "ÄÄÄÄÄÄÄÄ"] {
            assert!(RecoveryCode::parse(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_code_is_its_users_alone() {
        let (ids, pepper) = (Ids::seeded(1), Pepper::new("pepper"));
        let (one, other) = (UserId::new(ids.next()), UserId::new(ids.next()));
        let codes = RecoveryCode::set(&ids);
        let hashes: Vec<KeyHash> = codes.iter().map(|code| code.hash(one, &pepper)).collect();
        let places = |user| codes.iter().map(|code| code.place_in(&hashes, user, &pepper)).collect::<Vec<_>>();
        assert_eq!(places(one), (0..8).map(Some).collect::<Vec<_>>());
        assert_eq!(places(other), [None; 8]);
    }
}
