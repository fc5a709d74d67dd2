use std::time::Duration;

use genesis_core::Timestamp;
use serde::{Deserialize, Serialize};

/// So many failed proofs in a row lock a user out.
pub const MOST_FAILURES: u32 = 5;
pub const LOCKED_FOR: Duration = Duration::from_secs(30 * 60);

/// The failed proofs of a user since the last that held, and until when no proof is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lockout {
    failures: u32,
    locked_until: Option<Timestamp>,
}

impl Lockout {
    pub fn is_locked(self, now: Timestamp) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// What fails while the user is locked out changes nothing, so that nobody is kept out for ever.
    pub fn after_failure(self, now: Timestamp) -> Self {
        if self.is_locked(now) {
            return self;
        }
        let failures = if self.locked_until.is_some() { 1 } else { self.failures + 1 };
        Self { failures, locked_until: (failures >= MOST_FAILURES).then(|| now.plus(LOCKED_FOR)) }
    }

    pub fn after_success(self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn failed(times: u32, now: i64) -> Lockout {
        (0..times).fold(Lockout::default(), |lockout, _| lockout.after_failure(Timestamp(now)))
    }

    #[test]
    fn the_fifth_failure_locks_for_half_an_hour() {
        assert!(!failed(4, 0).is_locked(Timestamp(0)));
        assert!(failed(5, 0).is_locked(Timestamp(30 * 60_000 - 1)));
        assert!(!failed(5, 0).is_locked(Timestamp(30 * 60_000)));
    }

    #[test]
    fn a_success_in_between_begins_the_count_anew() {
        let again = (0..4).fold(failed(4, 0).after_success(), |lockout, _| lockout.after_failure(Timestamp(0)));
        assert!(!again.is_locked(Timestamp(0)));
        assert!(again.after_failure(Timestamp(0)).is_locked(Timestamp(0)));
    }

    #[test]
    fn after_a_lock_there_are_five_tries_again() {
        let later = Timestamp(30 * 60_000);
        let again = (0..4).fold(failed(5, 0), |lockout, _| lockout.after_failure(later));
        assert!(!again.is_locked(later));
        assert!(again.after_failure(later).is_locked(later));
    }

    proptest! {
        /// However somebody guesses, no half hour sees more than five guesses that count, and no lock lasts longer.
        #[test]
        fn five_guesses_are_looked_at_in_half_an_hour(waits in proptest::collection::vec(0_i64..600_000, 1..200)) {
            let (mut now, mut lockout, mut looked_at) = (0, Lockout::default(), Vec::new());
            for wait in waits {
                now += wait;
                if !lockout.is_locked(Timestamp(now)) {
                    looked_at.push(now);
                }
                lockout = lockout.after_failure(Timestamp(now));
            }
            for (first, sixth) in looked_at.iter().zip(looked_at.iter().skip(5)) {
                prop_assert!(sixth - first >= 30 * 60_000, "{looked_at:?}");
            }
        }
    }
}
