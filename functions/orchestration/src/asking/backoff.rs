use std::time::Duration;

use genesis_models::ChatError;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(8);
/// A provider that asks for more patience is left to the next model, or to the workflow's own retries.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait before a request is sent once more; none where it should not be. Full jitter (Brooker, "Exponential Backoff And
/// Jitter", 2015), drawn from what is asked, so that it differs between requests and not between two runs of one.
pub(super) fn pause(error: &ChatError, what: &str, attempt: u32) -> Option<Duration> {
    match error {
        ChatError::Throttled { retry_after: Some(asked_for) } => (*asked_for <= PATIENCE).then_some(*asked_for),
        ChatError::LeftAlone => None,
        error if error.may_pass() => {
            let most = FIRST.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(LONGEST);
            Some(most.mul_f64(drawn(what, attempt)))
        }
        _ => None,
    }
}

/// From 0 to 1 (FNV-1a, whose upper bits are well mixed after as many bytes).
fn drawn(what: &str, attempt: u32) -> f64 {
    let bytes = what.bytes().chain(attempt.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use genesis_models::Scarce;

    use super::*;

    #[test]
    fn what_may_pass_waits_longer_each_time_and_never_beyond_the_longest() {
        for attempt in 1..40 {
            let most = (FIRST * 2_u32.saturating_pow(attempt - 1).min(1_000)).min(LONGEST);
            let pause = pause(&ChatError::OutOfOrder, "a request", attempt).unwrap();
            assert!(pause <= most, "{pause:?} before attempt {attempt}");
        }
    }

    #[test]
    fn pauses_of_different_requests_are_spread_over_the_whole_time() {
        let pauses: Vec<_> = (0..200).map(|n| pause(&ChatError::OutOfOrder, &format!("request {n}"), 1).unwrap()).collect();
        let below = |share: f64| pauses.iter().filter(|pause| **pause < FIRST.mul_f64(share)).count();
        assert!((20..80).contains(&below(0.25)) && (70..130).contains(&below(0.5)), "{} {}", below(0.25), below(0.5));
    }

    #[test]
    fn a_provider_that_says_how_long_is_obeyed_or_left() {
        let after = |seconds| ChatError::Throttled { retry_after: Some(Duration::from_secs(seconds)) };
        assert_eq!(pause(&after(7), "x", 1), Some(Duration::from_secs(7)));
        assert_eq!(pause(&after(21), "x", 1), None);
        for lasting in [ChatError::Unauthorized, ChatError::OverBudget(Scarce::Money), ChatError::LeftAlone, ChatError::NoSuchModel] {
            assert_eq!(pause(&lasting, "x", 1), None, "{lasting}");
        }
    }
}
