use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// Milliseconds always, so that texts of equal length sort as moments do.
const RFC_3339: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A moment: milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds from `earlier` to this moment; zero where the order is the other way round.
    pub fn millis_since(self, earlier: Timestamp) -> u64 {
        u64::try_from(self.0 - earlier.0).unwrap_or(0)
    }

    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// A moment as anybody writes it in RFC 3339, to the millisecond.
    pub fn of_rfc_3339(text: &str) -> Result<Self, UnreadableTimestamp> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| UnreadableTimestamp)?;
        let in_utc = moment.checked_to_offset(UtcOffset::UTC).ok_or(UnreadableTimestamp)?;
        Ok(Self(in_utc.unix_timestamp() * 1_000 + i64::from(in_utc.millisecond())))
    }
}

/// RFC 3339 in UTC with milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).map_err(|_| fmt::Error)?;
        f.write_str(&moment.format(RFC_3339).map_err(|_| fmt::Error)?)
    }
}

/// Only the form that is written is read, so that a moment has one spelling.
impl FromStr for Timestamp {
    type Err = UnreadableTimestamp;

    fn from_str(text: &str) -> Result<Self, UnreadableTimestamp> {
        let moment = PrimitiveDateTime::parse(text, RFC_3339).map_err(|_| UnreadableTimestamp)?.assume_utc();
        let read = Self((moment.unix_timestamp_nanos() / 1_000_000) as i64);
        if read.to_string() == text { Ok(read) } else { Err(UnreadableTimestamp) }
    }
}

/// Text that is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time like 2023-11-14T22:13:20.120Z")]
pub struct UnreadableTimestamp;

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock. The only place of the workspace that reads it.
    #[expect(clippy::disallowed_methods, reason = "the one ambient clock")]
    pub fn system() -> Self {
        Self::new(|| Timestamp((OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64))
    }

    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_reads_as_rfc_3339() {
        assert_eq!(Timestamp(1_700_000_000_120).to_string(), "2023-11-14T22:13:20.120Z");
    }

    #[test]
    fn a_timestamp_is_read_as_it_is_written() {
        for moment in [Timestamp(0), Timestamp(1_700_000_000_120), Timestamp(-1)] {
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
        for text in ["", "2023-11-14", "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.120+01:00", "2023-02-30T22:13:20.120Z"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_is_read_in_whatever_offset_it_is_written() {
        let moment = Timestamp(1_700_000_000_120);
        for text in ["2023-11-14T22:13:20.120Z", "2023-11-14T23:13:20.12+01:00", "2023-11-14t22:13:20.120999z"] {
            assert_eq!(Timestamp::of_rfc_3339(text), Ok(moment), "{text}");
        }
        assert_eq!(Timestamp::of_rfc_3339("2023-11-14T22:13:20Z"), Ok(Timestamp(1_700_000_000_000)));
        assert_eq!(Timestamp::of_rfc_3339("1969-12-31T23:59:59.999Z"), Ok(Timestamp(-1)));
        for text in ["", "2023-11-14", "2023-11-14T22:13:20", "2023-02-30T22:13:20Z", "9999-12-31T23:59:59-01:00"] {
            assert_eq!(Timestamp::of_rfc_3339(text), Err(UnreadableTimestamp), "{text}");
        }
    }

    #[test]
    fn time_never_runs_backwards() {
        assert_eq!(Timestamp(5).millis_since(Timestamp(9)), 0);
        assert_eq!(Timestamp(9).millis_since(Timestamp(5)), 4);
    }
}
