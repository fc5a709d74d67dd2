use std::time::Duration;

use genesis_core::Timestamp;

/// How often somebody went on after a refusal, kept as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violations {
    pub count: u32,
    pub last: Timestamp,
}

/// How many of them lead to how long a block, the most first.
const BLOCKS: [(u32, Duration); 4] =
    [(50, Duration::from_secs(3_600)), (20, Duration::from_secs(900)), (10, Duration::from_secs(300)), (5, Duration::from_secs(60))];

/// After so long without one, counting begins anew.
const FORGOTTEN: Duration = Duration::from_secs(3_600);
/// Refusals within this time are one: many requests at once do not make somebody go on.
const ONE: Duration = Duration::from_secs(1);
/// More are not counted.
const MOST: u32 = 999;
const ROOM: i64 = 1_000;

impl Violations {
    /// After one more refusal; none where it belongs to the last one.
    pub fn after(earlier: Option<Self>, now: Timestamp) -> Option<Self> {
        let counted = earlier.filter(|earlier| !earlier.are_forgotten(now));
        match counted {
            Some(earlier) if now < earlier.last.plus(ONE) => None,
            Some(earlier) => Some(Self { count: (earlier.count + 1).min(MOST), last: now }),
            None => Some(Self { count: 1, last: now }),
        }
    }

    pub fn are_forgotten(self, now: Timestamp) -> bool {
        now >= self.last.plus(FORGOTTEN)
    }

    /// How long they keep somebody out from the last one on.
    pub fn block(self) -> Option<Duration> {
        BLOCKS.into_iter().find(|(count, _)| self.count >= *count).map(|(_, block)| block)
    }

    pub fn number(self) -> i64 {
        self.last.0 * ROOM + i64::from(self.count)
    }

    pub fn of(number: i64) -> Self {
        Self { count: u32::try_from(number.rem_euclid(ROOM)).expect("below a thousand"), last: Timestamp(number.div_euclid(ROOM)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_often_somebody_goes_on_the_longer_the_block() {
        for (count, seconds) in [(1, None), (4, None), (5, Some(60)), (9, Some(60)), (10, Some(300)), (20, Some(900)), (50, Some(3_600))] {
            let violations = Violations { count, last: Timestamp(0) };
            assert_eq!(violations.block().map(|block| block.as_secs()), seconds, "{count}");
        }
    }

    #[test]
    fn refusals_within_a_second_are_one_and_an_hour_forgets_them() {
        let first = Violations::after(None, Timestamp(10_000)).unwrap();
        assert_eq!(Violations::after(Some(first), Timestamp(10_999)), None);
        let second = Violations::after(Some(first), Timestamp(11_000)).unwrap();
        assert_eq!((first.count, second.count), (1, 2));
        let later = second.last.plus(Duration::from_secs(3_600));
        assert_eq!(Violations::after(Some(second), later).unwrap().count, 1);
    }

    #[test]
    fn they_survive_being_one_number_and_do_not_grow_without_end() {
        for count in [1, 50, 999] {
            let violations = Violations { count, last: Timestamp(1_700_000_000_123) };
            assert_eq!(Violations::of(violations.number()), violations);
        }
        let many = Violations { count: 999, last: Timestamp(0) };
        assert_eq!(Violations::after(Some(many), Timestamp(2_000)).unwrap().count, 999);
    }
}
