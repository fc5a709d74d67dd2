//! A call that waits for something to come: it looks again after pauses that grow from the first to the longest, at most 26 times in
//! 20 seconds.

use std::{iter, time::Duration};

use genesis_core::Kind;
use genesis_http::Problem;

const LONGEST_WAIT_SECONDS: u32 = 20;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn wait(seconds: u32) -> Result<Duration, Problem> {
    if seconds > LONGEST_WAIT_SECONDS {
        return Err(Problem::new(Kind::Invalid, "invalid_wait", "between 0 and 20").at("wait_seconds"));
    }
    Ok(Duration::from_secs(seconds.into()))
}

pub(crate) fn pauses(wait: Duration) -> impl Iterator<Item = Duration> {
    let (mut left, mut next) = (wait, FIRST_PAUSE);
    iter::from_fn(move || {
        let pause = next.min(left);
        (left, next) = (left - pause, (next * 3 / 2).min(LONGEST_PAUSE));
        (!pause.is_zero()).then_some(pause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_fill_the_wait_and_are_few() {
        for seconds in 0..=LONGEST_WAIT_SECONDS {
            let wait = Duration::from_secs(seconds.into());
            assert_eq!(pauses(wait).sum::<Duration>(), wait);
            assert!(pauses(wait).count() <= 25, "{seconds}");
        }
    }
}
