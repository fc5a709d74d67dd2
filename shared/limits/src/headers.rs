//! The header fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): lists of structured fields, whose items are
//! the names of policies.

use crate::{Algorithm, Limit, Rate, Reading};

/// One policy that a request was under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Lower-case letters and hyphens.
    pub name: &'static str,
    pub limit: Limit,
    pub reading: Reading,
}

impl Quota {
    /// Of a limit that is so many requests a minute.
    pub fn of_minute(name: &'static str, per_minute: u32, reading: Reading) -> Self {
        Self { name, limit: Limit::new(Algorithm::FixedWindow, Rate::new(per_minute, per_minute)), reading }
    }
}

/// How many requests, and the time that it takes until so many come back.
pub fn policies(quotas: &[Quota]) -> String {
    listed(quotas, |quota| {
        let (most, time) = quota.limit.quota();
        format!("\"{}\";q={most};w={}", quota.name, whole_seconds(time).max(1))
    })
}

/// How many remain, and the time until all are back.
pub fn standings(quotas: &[Quota]) -> String {
    listed(quotas, |quota| format!("\"{}\";r={};t={}", quota.name, quota.reading.remaining, whole_seconds(quota.reading.reset_in)))
}

fn listed(quotas: &[Quota], item: impl Fn(&Quota) -> String) -> String {
    quotas.iter().map(item).collect::<Vec<_>>().join(", ")
}

/// A time in seconds, rounded up, so that nobody comes too soon.
pub fn whole_seconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn policies_are_told_as_structured_fields() {
        let quota = |name, algorithm, rate, remaining, millis| Quota {
            name,
            limit: Limit::new(algorithm, rate),
            reading: Reading { remaining, reset_in: Duration::from_millis(millis) },
        };
        let quotas = [
            quota("tenant", Algorithm::TokenBucket, Rate::new(100, 20), 19, 600),
            quota("endpoint", Algorithm::SlidingWindow, Rate::new(150, 30), 29, 60_000),
        ];
        assert_eq!(policies(&quotas), r#""tenant";q=20;w=12, "endpoint";q=150;w=60"#);
        assert_eq!(standings(&quotas), r#""tenant";r=19;t=1, "endpoint";r=29;t=60"#);
    }
}
