use std::time::Duration;

use genesis_core::{Fault, Kind, Timestamp};
use serde::{Deserialize, Serialize};

/// A session nobody has used for so long has ended. Its last use is known to a minute, so it may end that much sooner.
pub const IDLE: Duration = Duration::from_secs(1_800);
/// So much later a use is worth being written down.
pub const SESSION_USE_EVERY: Duration = Duration::from_secs(60);

/// How long a session lasts, however much it is used: 15 to 480 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLength(Duration);

impl SessionLength {
    pub const SECONDS: std::ops::RangeInclusive<u64> = 15 * 60..=480 * 60;

    pub fn parse(seconds: Option<u64>) -> Result<Self, InvalidSessionLength> {
        let seconds = seconds.unwrap_or(3_600);
        if Self::SECONDS.contains(&seconds) { Ok(Self(Duration::from_secs(seconds))) } else { Err(InvalidSessionLength) }
    }

    pub fn after(self, now: Timestamp) -> Timestamp {
        now.plus(self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session lasts 900 to 28800 seconds")]
pub struct InvalidSessionLength;

impl Fault for InvalidSessionLength {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_session_length"
    }

    fn field(&self) -> Option<&str> {
        Some("expires_in_seconds")
    }
}

/// When a session began, was used last, and ends at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTimes {
    pub opened_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

impl SessionTimes {
    pub fn new(now: Timestamp, length: SessionLength) -> Self {
        Self { opened_at: now, last_used_at: now, expires_at: length.after(now) }
    }

    /// The same, and over by then if there is such a time.
    pub fn no_later_than(self, end: Option<Timestamp>) -> Self {
        Self { expires_at: end.map_or(self.expires_at, |end| end.min(self.expires_at)), ..self }
    }

    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.idle_until()
    }

    /// When it ends unless it is used.
    pub fn idle_until(&self) -> Timestamp {
        self.last_used_at.plus(IDLE)
    }

    /// Whether a use now is to be written down.
    pub fn is_worth_noting(&self, now: Timestamp) -> bool {
        now >= self.last_used_at.plus(SESSION_USE_EVERY)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_session_lasts_an_hour_or_what_is_asked_within_15_to_480_minutes() {
        let ends = |seconds| SessionLength::parse(seconds).map(|length| length.after(Timestamp(0)).0 / 1_000);
        assert_eq!((ends(None), ends(Some(900)), ends(Some(28_800))), (Ok(3_600), Ok(900), Ok(28_800)));
        for seconds in [0, 899, 28_801, u64::MAX] {
            assert_eq!(ends(Some(seconds)), Err(InvalidSessionLength), "{seconds}");
        }
    }

    #[test]
    fn a_session_ends_half_an_hour_after_its_last_use() {
        let times = SessionTimes::new(Timestamp(0), SessionLength::parse(None).unwrap());
        assert!(times.is_open(Timestamp(1_799_999)) && !times.is_open(Timestamp(1_800_000)));
        let used = SessionTimes { last_used_at: Timestamp(1_790_000), ..times };
        assert!(used.is_open(Timestamp(3_589_999)) && !used.is_open(Timestamp(3_590_000)));
    }

    proptest! {
        /// Whoever uses a session as often as they like keeps it open, and never beyond its length.
        #[test]
        fn a_session_in_use_stays_open_until_its_length_is_over(seconds in SessionLength::SECONDS, waits in prop::collection::vec(0_i64..1_740_000, 1..400)) {
            let length = SessionLength::parse(Some(seconds)).unwrap();
            let mut times = SessionTimes::new(Timestamp(0), length);
            let mut now = 0;
            for wait in waits {
                now += wait;
                prop_assert_eq!(times.is_open(Timestamp(now)), now < seconds as i64 * 1_000, "at {}", now);
                if times.is_worth_noting(Timestamp(now)) {
                    times.last_used_at = Timestamp(now);
                }
            }
        }

        #[test]
        fn a_use_is_written_down_at_most_once_a_minute(uses in prop::collection::vec(0_i64..20_000, 1..100)) {
            let mut times = SessionTimes::new(Timestamp(0), SessionLength::parse(None).unwrap());
            let (mut now, mut written) = (0, 0);
            for wait in uses {
                now += wait;
                if times.is_worth_noting(Timestamp(now)) {
                    times.last_used_at = Timestamp(now);
                    written += 1;
                }
            }
            prop_assert!(written <= now / 60_000);
        }
    }
}
