use crate::Rate;

/// How busy the platform is: what share of its common limit, in thousandths, its instances leased in the last whole minute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load(u32);

impl Load {
    pub fn of(leased: u64, of: u64) -> Self {
        Self(u32::try_from((leased.saturating_mul(1_000) / of.max(1)).min(1_000)).expect("at most 1000"))
    }

    pub fn thousandths(self) -> u32 {
        self.0
    }

    /// A client's or an endpoint's limit under this load. What a tenant's tier or an address gets is not moved by it.
    pub fn adapt(self, rate: Rate) -> Rate {
        rate.times(match self.0 {
            0..200 => 1_500,
            200..=600 => 1_000,
            601..=800 => 750,
            _ => 500,
        })
    }

    /// Above four fifths the common limit itself is lowered.
    pub fn is_high(self) -> bool {
        self.0 > 800
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busier_the_platform_the_less_a_client_gets() {
        for (leased, rate) in [(0, 150), (199, 150), (200, 100), (600, 100), (601, 75), (800, 75), (801, 50), (5_000, 50)] {
            assert_eq!(Load::of(leased, 1_000).adapt(Rate::new(100, 20)).per_minute, rate, "{leased} of 1000");
        }
        assert!(!Load::of(800, 1_000).is_high() && Load::of(801, 1_000).is_high());
        assert_eq!(Load::of(7, 0), Load::of(1, 1));
    }
}
