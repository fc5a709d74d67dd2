//! Fixed window: the number is the minute since 1970, and in it how many thousandths of requests it has admitted.

use std::time::Duration;

use genesis_core::Timestamp;

use super::{REQUEST, signed};
use crate::{Cost, Decision, Level, Rate, Reading, Step, WINDOW};

/// How many thousandths a window has room for: no limit is so large.
const ROOM: i64 = 100_000_000_000;

pub(crate) fn decide(rate: Rate, level: Option<&Level>, cost: Cost, now: Timestamp) -> Decision {
    let window = window_at(level, now);
    let used = used_in(window, level);
    let cost = cost.times(1);
    let most = limit(rate);
    if used + cost > most {
        return Decision::Refused { retry_after: left_of(window, now) };
    }
    let (first, cost) = (number(window, 0), signed(cost));
    let step = match level {
        Some(level) if level.number >= first => Step::Add { by: cost, from: first, to: number(window, most) - cost },
        Some(_) | None => Step::Set { to: first + cost, below: first },
    };
    Decision::Admitted { step, turn_in: Duration::ZERO }
}

pub(crate) fn reading(rate: Rate, level: Option<&Level>, now: Timestamp) -> Reading {
    let window = window_at(level, now);
    let used = used_in(window, level);
    let remaining = limit(rate).saturating_sub(used) / REQUEST;
    let reset_in = if used == 0 { Duration::ZERO } else { left_of(window, now) };
    Reading { remaining: u32::try_from(remaining).unwrap_or(u32::MAX), reset_in }
}

/// The window that counts: the clock's, or a later one that an instance whose clock is ahead has begun.
pub(crate) fn window_at(level: Option<&Level>, now: Timestamp) -> i64 {
    let this = now.0.div_euclid(length());
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

pub(crate) fn left_of(window: i64, now: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from((window + 1) * length() - now.0).unwrap_or(0))
}

fn limit(rate: Rate) -> u64 {
    u64::from(rate.per_minute) * REQUEST
}

fn length() -> i64 {
    i64::try_from(WINDOW.as_millis()).expect("a minute")
}
