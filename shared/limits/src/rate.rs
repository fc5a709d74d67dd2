use serde::{Deserialize, Serialize};

/// More than this nobody may ask for, so that every sum stays a whole number of 63 bits.
pub const MOST_PER_MINUTE: u32 = 1_000_000;

/// How many requests a minute, and how many of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub per_minute: u32,
    pub burst: u32,
}

/// What presets are multiples of.
const UNIT: Rate = Rate::new(100, 20);

impl Rate {
    pub const fn new(per_minute: u32, burst: u32) -> Self {
        Self { per_minute, burst }
    }

    /// So many thousandths of it, and at least one request.
    pub fn times(self, thousandths: u32) -> Self {
        let times = |count| share(count, thousandths, 1_000);
        Self::new(times(self.per_minute), times(self.burst))
    }

    /// Neither more a minute nor more at once than another.
    pub fn at_most(self, most: Rate) -> Self {
        Self::new(self.per_minute.min(most.per_minute), self.burst.min(most.burst))
    }

    /// As much more of it as `tenant` is more than 100 a minute and 20 at once.
    pub fn scaled_to(self, tenant: Rate) -> Self {
        Self::new(share(self.per_minute, tenant.per_minute, UNIT.per_minute), share(self.burst, tenant.burst, UNIT.burst))
    }
}

fn share(count: u32, by: u32, of: u32) -> u32 {
    let share = u64::from(count) * u64::from(by) / u64::from(of);
    u32::try_from(share).unwrap_or(u32::MAX).clamp(1, MOST_PER_MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_rate_is_at_least_one_request_and_never_more_than_the_most() {
        assert_eq!(Rate::new(100, 20).times(1_500), Rate::new(150, 30));
        assert_eq!(Rate::new(100, 20).times(1), Rate::new(1, 1));
        assert_eq!(Rate::new(200, 50).scaled_to(Rate::new(2_000, 100)), Rate::new(4_000, 250));
        assert_eq!(Rate::new(MOST_PER_MINUTE, 20).scaled_to(Rate::new(MOST_PER_MINUTE, 20)), Rate::new(MOST_PER_MINUTE, 20));
    }
}
