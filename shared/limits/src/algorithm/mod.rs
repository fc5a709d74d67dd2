pub(crate) mod bucket;
pub(crate) mod fixed;
#[cfg(test)]
mod models;
pub(crate) mod sliding;

use std::time::Duration;

use crate::WINDOW;

/// How requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Tokens come in at the rate, up to the burst, and each request takes one.
    TokenBucket,
    /// So many in any minute, and no more than the burst in each ten seconds of the clock.
    SlidingWindow,
    /// So many in each minute of the clock.
    FixedWindow,
    /// So many in each hour of the clock, whatever its rate says of minutes.
    HourWindow,
    /// And in each day, in UTC.
    DayWindow,
    /// Requests leave at the rate, one behind the other, and no more than the burst wait.
    LeakyBucket,
}

impl Algorithm {
    /// How long what is counted together spans; a bucket's rate is of a minute.
    pub(crate) fn span(self) -> Duration {
        match self {
            Algorithm::TokenBucket | Algorithm::LeakyBucket | Algorithm::SlidingWindow | Algorithm::FixedWindow => WINDOW,
            Algorithm::HourWindow => WINDOW * 60,
            Algorithm::DayWindow => WINDOW * 60 * 24,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::TokenBucket => "token_bucket",
            Algorithm::SlidingWindow => "sliding_window",
            Algorithm::FixedWindow => "fixed_window",
            Algorithm::HourWindow => "hour_window",
            Algorithm::DayWindow => "day_window",
            Algorithm::LeakyBucket => "leaky_bucket",
        }
    }
}

/// Thousandths of a request.
pub(crate) const REQUEST: u64 = 1_000;

/// A count of thousandths as a part of a stored number, where it is at most some 10^11.
pub(crate) fn signed(thousandths: u64) -> i64 {
    i64::try_from(thousandths).expect("a window holds no more than a million requests")
}
