use std::{collections::BTreeMap, time::Duration};

use genesis_core::Timestamp;
use serde::{Deserialize, Serialize};

/// When a breaker opens and closes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Requests older than this count no more.
    pub window: Duration,
    /// It does not open before so many requests within the window.
    pub least_requests: u32,
    /// It opens when so large a share of them failed, from 0 to 1.
    pub failed_share: f64,
    /// How long it stays open.
    pub recovery: Duration,
    /// So many probes are let through while it is half open.
    pub probes: u32,
    /// It closes after so many of them succeeded.
    pub successes_to_close: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { window: minutes(5), least_requests: 20, failed_share: 0.5, recovery: minutes(5), probes: 10, successes_to_close: 5 }
    }
}

/// What a breaker knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    phase: Phase,
    /// Requests by the part of the window they ended in, which is numbered from 1970 on.
    seen: BTreeMap<i64, Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Closed,
    Open { since: Timestamp },
    HalfOpen { since: Timestamp, sent: u32, succeeded: u32 },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    succeeded: u32,
    failed: u32,
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Sent,
    /// As a probe: the breaker as it is now must be kept before the request goes out.
    Probe,
    Held,
}

/// A window is counted in so many parts, the oldest of which is forgotten as a whole.
const PARTS: u32 = 10;

impl Default for Breaker {
    fn default() -> Self {
        Self { phase: Phase::Closed, seen: BTreeMap::new() }
    }
}

impl Breaker {
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// How many requests of the window have ended well, and how many not. Only a closed breaker counts them.
    pub fn counts(&self, thresholds: &Thresholds, now: Timestamp) -> (u64, u64) {
        let this = part_at(thresholds, now);
        let counted = || self.seen.iter().filter(|(number, _)| **number > this - i64::from(PARTS)).map(|(_, seen)| seen);
        (counted().map(|seen| u64::from(seen.succeeded)).sum(), counted().map(|seen| u64::from(seen.failed)).sum())
    }

    /// Opens by somebody's will: nothing is sent until probes are, as after failures.
    pub fn open(&mut self, now: Timestamp) {
        *self = Self { phase: Phase::Open { since: now }, seen: BTreeMap::new() };
    }

    /// Begins anew, closed.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Asks for leave to send one request.
    pub fn admit(&mut self, thresholds: &Thresholds, now: Timestamp) -> Admission {
        match self.phase {
            Phase::Closed => return Admission::Sent,
            Phase::Open { since } if now < since.plus(thresholds.recovery) => return Admission::Held,
            // Probes whose end nobody has told are given up after as long.
            Phase::HalfOpen { since, sent, .. } if sent >= thresholds.probes && now < since.plus(thresholds.recovery) => {
                return Admission::Held;
            }
            Phase::HalfOpen { since, sent, succeeded } if sent < thresholds.probes => {
                self.phase = Phase::HalfOpen { since, sent: sent + 1, succeeded };
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } => self.phase = Phase::HalfOpen { since: now, sent: 1, succeeded: 0 },
        }
        Admission::Probe
    }

    /// Takes in how a request ended.
    pub fn report(&mut self, thresholds: &Thresholds, succeeded: bool, now: Timestamp) {
        self.phase = match self.phase {
            Phase::Closed => self.count(thresholds, succeeded, now),
            // Sent before it opened.
            Phase::Open { since } => Phase::Open { since },
            Phase::HalfOpen { .. } if !succeeded => Phase::Open { since: now },
            Phase::HalfOpen { succeeded, .. } if succeeded + 1 >= thresholds.successes_to_close => Phase::Closed,
            Phase::HalfOpen { since, sent, succeeded } => Phase::HalfOpen { since, sent, succeeded: succeeded + 1 },
        };
        if self.phase != Phase::Closed {
            self.seen.clear();
        }
    }

    fn count(&mut self, thresholds: &Thresholds, succeeded: bool, now: Timestamp) -> Phase {
        let this = part_at(thresholds, now);
        self.seen.retain(|number, _| *number > this - i64::from(PARTS));
        let seen = self.seen.entry(this).or_default();
        match succeeded {
            true => seen.succeeded += 1,
            false => seen.failed += 1,
        }
        let (succeeded, failed) = self.counts(thresholds, now);
        let all = succeeded + failed;
        let has_failed = all >= u64::from(thresholds.least_requests) && failed as f64 >= thresholds.failed_share * all as f64;
        if has_failed { Phase::Open { since: now } } else { Phase::Closed }
    }
}

/// The part of a window that a moment lies in, numbered from 1970 on.
fn part_at(thresholds: &Thresholds, now: Timestamp) -> i64 {
    let part = i64::try_from(thresholds.window.as_millis()).unwrap_or(i64::MAX).div_euclid(PARTS.into()).max(1);
    now.0.div_euclid(part)
}

#[cfg(test)]
mod tests;
