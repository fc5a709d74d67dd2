//! Sliding window: a minute is counted in parts of ten seconds. The number is the part since 1970 in which the last request came, and in it how
//! many thousandths of requests that part and the six before it have admitted; what each of the six held is kept beside it. The oldest part
//! counts as a whole until none of it lies within the last minute, so that no minute ever gets more.

use std::time::Duration;

use genesis_core::Timestamp;

use super::{REQUEST, signed};
use crate::{Cost, Decision, Level, Rate, Reading, Step};

const PART_MS: i64 = 10_000;
/// Before the part that is counted in.
const PARTS: usize = 6;
/// How many thousandths a window has room for: no limit is so large.
const ROOM: i64 = 10_000_000_000;

/// A window as of one of its parts.
struct Window {
    part: i64,
    /// What the part holds already.
    current: u64,
    /// What those before it held.
    past: Vec<u64>,
}

pub(crate) fn decide(rate: Rate, level: Option<&Level>, cost: Cost, now: Timestamp) -> Decision {
    let window = Window::at(level, now);
    let cost = cost.times(1);
    if !window.admits(rate, cost) {
        return Decision::Refused { retry_after: window.wait(rate, cost, now) };
    }
    let step = match level {
        Some(level) if part_of(level) == window.part => {
            let first = number(window.part, 0);
            Step::Add { by: signed(cost), from: first, to: number(window.part, window.most(rate)) - signed(cost) }
        }
        Some(_) | None => {
            let to = Level { number: number(window.part, window.total() + cost), past: window.past };
            Step::Replace { seen: level.map(|level| level.number), to }
        }
    };
    Decision::Admitted { step }
}

pub(crate) fn reading(rate: Rate, level: Option<&Level>, now: Timestamp) -> Reading {
    let window = Window::at(level, now);
    let remaining = window.most(rate).saturating_sub(window.total()) / REQUEST;
    // Newest first: all is gone once the newest part that holds something has left the window.
    let newest = std::iter::once(&window.current).chain(&window.past).zip(0..).find(|(held, _)| **held > 0);
    let reset_in = newest.map_or(Duration::ZERO, |(_, ago)| until(window.part - ago + PARTS as i64 + 1, now));
    Reading { remaining: u32::try_from(remaining).unwrap_or(u32::MAX), reset_in }
}

impl Window {
    /// As of now, or of a later part that an instance whose clock is ahead has begun.
    fn at(level: Option<&Level>, now: Timestamp) -> Self {
        let this = now.0.div_euclid(PART_MS);
        let Some(level) = level else { return Self { part: this, current: 0, past: Vec::new() } };
        let seen = Self::of(level);
        let part = this.max(seen.part);
        (seen.part..part).take(PARTS + 2).fold(seen, |window, _| window.next()).moved_to(part)
    }

    fn of(level: &Level) -> Self {
        let part = part_of(level);
        let total = (level.number - number(part, 0)).unsigned_abs();
        Self { part, current: total.saturating_sub(level.past.iter().sum()), past: level.past.clone() }
    }

    /// As of the next part.
    fn next(mut self) -> Self {
        self.past.insert(0, self.current);
        self.past.truncate(PARTS);
        Self { part: self.part + 1, current: 0, past: self.past }
    }

    fn moved_to(self, part: i64) -> Self {
        Self { part, ..self }
    }

    fn total(&self) -> u64 {
        self.current + self.past.iter().sum::<u64>()
    }

    /// How much it may hold in this part, the others included.
    fn most(&self, rate: Rate) -> u64 {
        let burst = self.past.iter().sum::<u64>() + u64::from(rate.burst) * REQUEST;
        burst.min(u64::from(rate.per_minute) * REQUEST)
    }

    fn admits(&self, rate: Rate, cost: u64) -> bool {
        self.total() + cost <= self.most(rate)
    }

    /// How long until so many parts have begun that it admits.
    fn wait(self, rate: Rate, cost: u64, now: Timestamp) -> Duration {
        let mut window = self;
        for _ in 0..=PARTS {
            window = window.next();
            if window.admits(rate, cost) {
                break;
            }
        }
        until(window.part, now)
    }
}

fn until(part: i64, now: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(part * PART_MS - now.0).unwrap_or(0))
}

fn part_of(level: &Level) -> i64 {
    level.number.div_euclid(ROOM)
}

fn number(part: i64, thousandths: u64) -> i64 {
    part * ROOM + signed(thousandths)
}
