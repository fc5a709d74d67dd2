//! Fixed window: the number is the minute since 1970, or the hour, or the day, and in it how many thousandths of requests it has admitted.

use std::time::Duration;

use genesis_core::Timestamp;

use super::{REQUEST, signed};
use crate::{Cost, Decision, Level, Rate, Reading, Step, WINDOW};

/// How many thousandths a window has room for: no limit is so large.
const ROOM: i64 = 100_000_000_000;

pub(crate) fn decide((rate, span): (Rate, Duration), level: Option<&Level>, cost: Cost, now: Timestamp) -> Decision {
    let window = window_of(span, level, now);
    let used = used_in(window, level);
    let cost = cost.times(1);
    let most = limit(rate);
    if used + cost > most {
        return Decision::Refused { retry_after: left(span, window, now) };
    }
    let (first, cost) = (number(window, 0), signed(cost));
    let step = match level {
        Some(level) if level.number >= first => Step::Add { by: cost, from: first, to: number(window, most) - cost },
        Some(_) | None => Step::Set { to: first + cost, below: first },
    };
    Decision::Admitted { step }
}

pub(crate) fn reading((rate, span): (Rate, Duration), level: Option<&Level>, now: Timestamp) -> Reading {
    let window = window_of(span, level, now);
    let used = used_in(window, level);
    let remaining = limit(rate).saturating_sub(used) / REQUEST;
    let reset_in = if used == 0 { Duration::ZERO } else { left(span, window, now) };
    Reading { remaining: u32::try_from(remaining).unwrap_or(u32::MAX), reset_in }
}

/// The minute that counts: the clock's, or a later one that an instance whose clock is ahead has begun.
pub(crate) fn window_at(level: Option<&Level>, now: Timestamp) -> i64 {
    window_of(WINDOW, level, now)
}

fn window_of(span: Duration, level: Option<&Level>, now: Timestamp) -> i64 {
    let this = now.0.div_euclid(millis(span));
    level.map_or(this, |level| level.number.div_euclid(ROOM).max(this))
}

/// What a window has admitted, in thousandths.
pub(crate) fn used_in(window: i64, level: Option<&Level>) -> u64 {
    let used = level.map_or(0, |level| level.number - number(window, 0));
    if (0..ROOM).contains(&used) { used.unsigned_abs() } else { 0 }
}

pub(crate) fn number(window: i64, thousandths: u64) -> i64 {
    window * ROOM + signed(thousandths)
}

/// What is left of a minute.
pub(crate) fn left_of(window: i64, now: Timestamp) -> Duration {
    left(WINDOW, window, now)
}

fn left(span: Duration, window: i64, now: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from((window + 1) * millis(span) - now.0).unwrap_or(0))
}

fn limit(rate: Rate) -> u64 {
    u64::from(rate.per_minute) * REQUEST
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).expect("a day at most")
}
