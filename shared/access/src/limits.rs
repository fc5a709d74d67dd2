use std::time::Duration;

use genesis_core::{Fault, Kind, Scope, Timestamp};

use crate::keyring::MOST_KEYS;

/// How long a key holds, in days, where nothing else is asked for.
const USUAL_DAYS: u64 = 90;
/// How long the old secret of a rotated key holds where nothing else is asked for.
const USUAL_OVERLAP: u64 = 24 * 60 * 60;
const DAY: u64 = 24 * 60 * 60;
/// A use of a key is written down so much later than the one before.
pub const KEY_USE_EVERY: Duration = Duration::from_secs(5 * 60);

/// How long a key holds: 1 to 365 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyLifetime(Duration);

impl KeyLifetime {
    pub fn parse(days: Option<u64>) -> Result<Self, CredentialLimit> {
        let days = days.unwrap_or(USUAL_DAYS);
        if (1..=365).contains(&days) { Ok(Self(Duration::from_secs(days * DAY))) } else { Err(CredentialLimit::Lifetime) }
    }

    pub fn after(self, now: Timestamp) -> Timestamp {
        now.plus(self.0)
    }
}

/// How long the secret before a rotation holds beside the new one: up to 7 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap(Duration);

impl Overlap {
    pub fn parse(seconds: Option<u64>) -> Result<Self, CredentialLimit> {
        let seconds = seconds.unwrap_or(USUAL_OVERLAP);
        if seconds <= 7 * DAY { Ok(Self(Duration::from_secs(seconds))) } else { Err(CredentialLimit::Overlap) }
    }

    pub fn after(self, now: Timestamp) -> Timestamp {
        now.plus(self.0)
    }

    /// Whether the old secret ends at once.
    pub fn is_none(self) -> bool {
        self.0.is_zero()
    }
}

/// What a new key is for: all that its creator may do where nothing is asked for, and never more than that.
pub fn granted(asked: Option<Vec<Scope>>, creator: &[Scope]) -> Result<Vec<Scope>, CredentialLimit> {
    let mut scopes = asked.unwrap_or_else(|| creator.to_vec());
    if let Some(beyond) = scopes.iter().find(|scope| !creator.contains(scope)) {
        return Err(CredentialLimit::Beyond(*beyond));
    }
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() { Err(CredentialLimit::ForNothing) } else { Ok(scopes) }
}

/// What is asked of credentials that they cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialLimit {
    #[error("a user has {MOST_KEYS} API keys at most; revoke one first")]
    Keys,
    #[error("an API key holds for 1 to 365 days")]
    Lifetime,
    #[error("the old secret holds for up to 604800 seconds beside the new one")]
    Overlap,
    #[error("the secret before this one still holds; wait until its time is over, or ask for overlap_seconds 0, which ends both at once")]
    Overlapping,
    #[error("an API key cannot be for {}, which its creator may not do", .0.as_str())]
    Beyond(Scope),
    #[error("an API key must be for something")]
    ForNothing,
}

impl Fault for CredentialLimit {
    fn kind(&self) -> Kind {
        match self {
            CredentialLimit::Keys | CredentialLimit::Overlapping => Kind::Conflict,
            CredentialLimit::Beyond(_) => Kind::Forbidden,
            CredentialLimit::Lifetime | CredentialLimit::Overlap | CredentialLimit::ForNothing => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            CredentialLimit::Keys => "too_many_keys",
            CredentialLimit::Lifetime => "invalid_lifetime",
            CredentialLimit::Overlap => "invalid_overlap",
            CredentialLimit::Overlapping => "still_overlapping",
            CredentialLimit::Beyond(_) => "beyond_creator",
            CredentialLimit::ForNothing => "no_scopes",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            CredentialLimit::Keys => None,
            CredentialLimit::Lifetime => Some("expires_in_days"),
            CredentialLimit::Overlap | CredentialLimit::Overlapping => Some("overlap_seconds"),
            CredentialLimit::Beyond(_) | CredentialLimit::ForNothing => Some("scopes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::*;

    #[test]
    fn a_key_holds_ninety_days_or_what_is_asked_up_to_a_year() {
        let ends = |days| KeyLifetime::parse(days).map(|lifetime| lifetime.after(Timestamp(0)).0 / 86_400_000);
        assert_eq!((ends(None), ends(Some(1)), ends(Some(365))), (Ok(90), Ok(1), Ok(365)));
        assert_eq!((ends(Some(0)), ends(Some(366)), ends(Some(u64::MAX))), {
            let refused = Err(CredentialLimit::Lifetime);
            (refused, refused, refused)
        });
    }

    #[test]
    fn an_old_secret_holds_a_day_or_what_is_asked_up_to_a_week() {
        let ends = |seconds| Overlap::parse(seconds).map(|overlap| overlap.after(Timestamp(0)).0 / 1_000);
        assert_eq!((ends(None), ends(Some(0)), ends(Some(604_800))), (Ok(86_400), Ok(0), Ok(604_800)));
        assert_eq!(ends(Some(604_801)), Err(CredentialLimit::Overlap));
    }

    #[test]
    fn a_key_is_for_something() {
        assert_eq!(granted(Some(Vec::new()), &[Scope::ManageAgents]), Err(CredentialLimit::ForNothing));
        assert_eq!(granted(None, &[]), Err(CredentialLimit::ForNothing));
    }

    proptest! {
        #[test]
        fn a_key_never_has_more_than_its_creator(
            creator in subsequence(Scope::OF_TENANTS.to_vec(), 0..=9),
            asked in prop::option::of(subsequence(Scope::OF_TENANTS.to_vec(), 1..=9)),
        ) {
            match granted(asked.clone(), &creator) {
                Ok(scopes) => {
                    prop_assert!(scopes.iter().all(|scope| creator.contains(scope)));
                    prop_assert_eq!(scopes, asked.unwrap_or(creator));
                }
                Err(CredentialLimit::Beyond(scope)) => prop_assert!(!creator.contains(&scope) && asked.unwrap().contains(&scope)),
                Err(other) => prop_assert!(other == CredentialLimit::ForNothing && asked.is_none() && creator.is_empty()),
            }
        }
    }
}
