//! Figures, and how they are printed.

use std::{fmt, fs, time::Duration};

/// How long each of many things took, and all of them together.
pub struct Times {
    each: Vec<Duration>,
    all: Duration,
}

impl Times {
    pub fn of(mut each: Vec<Duration>, all: Duration) -> Self {
        each.sort();
        Self { each, all }
    }

    fn quantile(&self, share: f64) -> f64 {
        let place = (self.each.len() as f64 * share) as usize;
        self.each.get(place.min(self.each.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_second = self.each.len() as f64 / self.all.as_secs_f64();
        write!(f, "{per_second:.1}/s, p50 {:.2} ms, p99 {:.2} ms", self.quantile(0.5), self.quantile(0.99))
    }
}

/// The memory of a process that is resident, in MB; of this one where none is named.
pub fn resident_mb(process: Option<u32>) -> u64 {
    let process = process.map_or_else(|| "self".to_owned(), |process| process.to_string());
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    resident.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1_000
}
