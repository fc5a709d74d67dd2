use std::time::Duration;

use genesis_core::Timestamp;

use crate::{Algorithm, Cost, Level, Rate, Step, algorithm};

/// What windows span.
pub const WINDOW: Duration = Duration::from_secs(60);

/// How often, and counted how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub algorithm: Algorithm,
    pub rate: Rate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// If this is written.
    Admitted { step: Step },
    /// Not before so long.
    Refused { retry_after: Duration },
}

/// How a meter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Whole requests that are admitted at once.
    pub remaining: u32,
    /// How long until nothing counts any more of what was admitted so far: of a leaky bucket, how long what it holds takes to leave it.
    pub reset_in: Duration,
}

impl Limit {
    pub const fn new(algorithm: Algorithm, rate: Rate) -> Self {
        Self { algorithm, rate }
    }

    pub fn decide(&self, level: Option<&Level>, cost: Cost, now: Timestamp) -> Decision {
        match self.algorithm {
            Algorithm::TokenBucket | Algorithm::LeakyBucket => algorithm::bucket::decide(self.rate, level, cost, now),
            Algorithm::FixedWindow | Algorithm::HourWindow | Algorithm::DayWindow => {
                algorithm::fixed::decide((self.rate, self.algorithm.span()), level, cost, now)
            }
            Algorithm::SlidingWindow => algorithm::sliding::decide(self.rate, level, cost, now),
        }
    }

    pub fn reading(&self, level: Option<&Level>, now: Timestamp) -> Reading {
        match self.algorithm {
            Algorithm::TokenBucket | Algorithm::LeakyBucket => algorithm::bucket::reading(self.rate, level, now),
            Algorithm::FixedWindow | Algorithm::HourWindow | Algorithm::DayWindow => {
                algorithm::fixed::reading((self.rate, self.algorithm.span()), level, now)
            }
            Algorithm::SlidingWindow => algorithm::sliding::reading(self.rate, level, now),
        }
    }

    /// The most requests that remain can be, and the time in which so many come back.
    pub fn quota(&self) -> (u32, Duration) {
        match self.algorithm {
            Algorithm::TokenBucket | Algorithm::LeakyBucket => (self.rate.burst, algorithm::bucket::fill_time(self.rate)),
            Algorithm::FixedWindow | Algorithm::HourWindow | Algorithm::DayWindow | Algorithm::SlidingWindow => {
                (self.rate.per_minute, self.algorithm.span())
            }
        }
    }
}
