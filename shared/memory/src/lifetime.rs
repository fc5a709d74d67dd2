use std::time::Duration;

use genesis_core::Timestamp;

use crate::InvalidMemory;

/// How long a memory lives: whole seconds, from one to a hundred years of 365 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeToLive(Duration);

impl TimeToLive {
    pub const MOST_SECONDS: u64 = 100 * 365 * 24 * 60 * 60;

    pub fn parse(seconds: u64) -> Result<Self, InvalidMemory> {
        let allowed = (1..=Self::MOST_SECONDS).contains(&seconds);
        if allowed { Ok(Self(Duration::from_secs(seconds))) } else { Err(InvalidMemory::TimeToLive) }
    }

    /// The moment from which on the memory is gone.
    pub fn after(self, stored_at: Timestamp) -> Timestamp {
        stored_at.plus(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_lives_from_a_second_to_a_hundred_years() {
        for seconds in [0, TimeToLive::MOST_SECONDS + 1, u64::MAX] {
            assert_eq!(TimeToLive::parse(seconds), Err(InvalidMemory::TimeToLive), "{seconds}");
        }
        assert_eq!(TimeToLive::parse(1).unwrap().after(Timestamp(5)), Timestamp(1_005));
        let longest = TimeToLive::parse(TimeToLive::MOST_SECONDS).unwrap().after(Timestamp(0));
        assert_eq!(longest.to_string(), "2069-12-07T00:00:00.000Z");
    }
}
