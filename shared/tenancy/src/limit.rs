use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// How much there may be of something. On the wire what has no limit is -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    AtMost(u64),
    Unlimited,
}

impl Limit {
    /// What is left when so much is taken; more than the limit may be, after it was lowered.
    pub fn remaining(self, taken: u64) -> Limit {
        match self {
            Limit::AtMost(most) => Limit::AtMost(most.saturating_sub(taken)),
            Limit::Unlimited => Limit::Unlimited,
        }
    }

    /// Whether so much may be had.
    pub fn covers(self, amount: u64) -> bool {
        match self {
            Limit::AtMost(most) => amount <= most,
            Limit::Unlimited => true,
        }
    }

    /// What may be had of so much.
    pub fn at_most(self, amount: u64) -> u64 {
        match self {
            Limit::AtMost(most) => amount.min(most),
            Limit::Unlimited => amount,
        }
    }

    pub fn wire(self) -> i64 {
        match self {
            Limit::AtMost(most) => i64::try_from(most).unwrap_or(i64::MAX),
            Limit::Unlimited => -1,
        }
    }

    /// Nothing where the number means nothing: below -1.
    pub fn from_wire(number: i64) -> Option<Self> {
        match number {
            -1 => Some(Limit::Unlimited),
            _ => u64::try_from(number).ok().map(Limit::AtMost),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wire().fmt(f)
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        Limit::from_wire(number).ok_or_else(|| D::Error::custom("expected -1 for unlimited, or a number from 0 on"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_limit_is_read_as_it_is_written(number in -1..=i64::MAX) {
            prop_assert_eq!(Limit::from_wire(number).map(Limit::wire), Some(number));
        }

        #[test]
        fn what_remains_is_covered_and_no_more(most: u64, taken: u64) {
            let Limit::AtMost(left) = Limit::AtMost(most).remaining(taken) else { unreachable!("a limited thing stays limited") };
            prop_assert!(taken > most || Limit::AtMost(most).covers(taken + left));
            prop_assert!(taken.checked_add(left).and_then(|all| all.checked_add(1)).is_none_or(|more| !Limit::AtMost(most).covers(more)));
        }
    }

    #[test]
    fn what_is_unlimited_covers_everything() {
        assert_eq!(Limit::Unlimited.remaining(u64::MAX), Limit::Unlimited);
        assert!(Limit::Unlimited.covers(u64::MAX));
        assert_eq!(Limit::from_wire(-2), None);
    }
}
