//! Token bucket and leaky bucket, as the generic cell rate algorithm: the number is the moment, in microseconds since 1970, at which nothing
//! counts any more. A request moves it on by the time that one takes at the rate; it may lead `burst` such times ahead of now.

use std::time::Duration;

use genesis_core::Timestamp;

use crate::{Cost, Decision, Level, Rate, Reading, Step};

const MINUTE: u64 = 60_000_000;
/// For so long requests that began at once may write one after the other.
const CONTENDED: u64 = 50_000;

pub(crate) fn decide(rate: Rate, level: Option<&Level>, cost: Cost, now: Timestamp) -> Decision {
    let now = micros(now);
    let empty_at = level.map_or(now, |level| level.number.max(now));
    let cost = signed((u64::from(cost.thousandths()) * interval(rate)).div_ceil(1_000));
    let last = now + capacity(rate) - cost;
    if empty_at > last {
        return Decision::Refused { retry_after: duration(empty_at - last) };
    }
    let step =
        if runs(level, now) { Step::Add { by: cost, from: now, to: last } } else { Step::Set { to: now + lead(rate) + cost, below: now } };
    Decision::Admitted { step }
}

pub(crate) fn reading(rate: Rate, level: Option<&Level>, now: Timestamp) -> Reading {
    let held = held(level, now);
    let ahead = if runs(level, micros(now)) { signed_micros(held) } else { lead(rate) };
    let free = (capacity(rate) - ahead).max(0);
    let remaining = free.unsigned_abs() / interval(rate);
    Reading { remaining: u32::try_from(remaining).unwrap_or(u32::MAX), reset_in: held }
}

fn runs(level: Option<&Level>, now: i64) -> bool {
    level.is_some_and(|level| level.number >= now)
}

/// How long what is in the bucket takes to leave it.
pub(crate) fn held(level: Option<&Level>, now: Timestamp) -> Duration {
    level.map_or(Duration::ZERO, |level| duration(level.number - micros(now)))
}

/// How long an empty bucket takes to fill with tokens.
pub(crate) fn fill_time(rate: Rate) -> Duration {
    duration(capacity(rate))
}

/// How far a bucket that was empty is ahead from the first request on: 50 ms, and a sixty-fourth of its burst at most. Where requests take
/// less, those that come at once would each find it empty and be in each other's way; one that is ahead is only added to.
fn lead(rate: Rate) -> i64 {
    let requests = (CONTENDED / interval(rate)).min(u64::from(rate.burst / 64));
    signed(interval(rate) * requests)
}

/// What one request takes, rounded up: rather too few than too many.
fn interval(rate: Rate) -> u64 {
    MINUTE.div_ceil(rate.per_minute.max(1).into())
}

fn capacity(rate: Rate) -> i64 {
    signed(interval(rate) * u64::from(rate.burst.max(1)))
}

fn micros(moment: Timestamp) -> i64 {
    moment.0.saturating_mul(1_000)
}

fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

fn signed_micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

fn signed(micros: u64) -> i64 {
    i64::try_from(micros).expect("a million requests of a minute each are fewer than 2^63 microseconds")
}
