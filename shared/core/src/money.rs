use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

/// An amount of money in millionths of a US dollar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MicroDollars(pub i64);

impl MicroDollars {
    /// The price of one token: 0.003 USD per 1,000.
    pub const PER_TOKEN: MicroDollars = MicroDollars(3);

    pub fn for_tokens(tokens: u64) -> Self {
        Self::PER_TOKEN.times(tokens)
    }

    pub fn times(self, times: u64) -> Self {
        Self(self.0.saturating_mul(i64::try_from(times).unwrap_or(i64::MAX)))
    }
}

impl Add for MicroDollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for MicroDollars {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// Dollars with six decimals, without a currency sign.
impl fmt::Display for MicroDollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let amount = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", amount / 1_000_000, amount % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_tokens_cost_three_tenths_of_a_cent() {
        assert_eq!(MicroDollars::for_tokens(1_000).to_string(), "0.003000");
    }

    #[test]
    fn negative_amounts_keep_their_sign_below_a_dollar() {
        assert_eq!(MicroDollars(-1).to_string(), "-0.000001");
    }
}
