use genesis_core::Timestamp;

use crate::Limit;

/// From this share of a limit on there is a warning.
const WARNING_PERCENT: u128 = 90;

/// How much there is of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    pub limit: Limit,
    /// Settled. It may be above a limit that was lowered.
    pub used: u64,
    /// Held by what has begun and not ended.
    pub reserved: u64,
    /// When somebody was last warned that the limit is near.
    pub warned_at: Option<Timestamp>,
}

impl Meter {
    /// With nothing used.
    pub fn of(limit: Limit) -> Self {
        Self { limit, used: 0, reserved: 0, warned_at: None }
    }

    pub fn taken(&self) -> u64 {
        self.used.saturating_add(self.reserved)
    }

    pub fn remaining(&self) -> Limit {
        self.limit.remaining(self.taken())
    }

    pub(super) fn begin_anew(&mut self) {
        *self = Self { reserved: self.reserved, ..Self::of(self.limit) };
    }

    pub(super) fn is_nearly_all(&self, amount: u64) -> bool {
        match self.limit {
            Limit::AtMost(most) => amount > 0 && u128::from(amount) * 100 >= u128::from(most) * WARNING_PERCENT,
            Limit::Unlimited => false,
        }
    }
}
