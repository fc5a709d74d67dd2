use genesis_aws::{Hour, Sight};
use genesis_core::{Timestamp, mean};
use schemars::JsonSchema;
use serde::Serialize;

use crate::invalid_field::{InvalidField, within};

/// A day: what is older is not kept.
const LONGEST_S: u32 = 86_400;

/// What came of the requests of whole hours.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Overview {
    /// The beginning of the first hour.
    from: String,
    to: String,
    admitted: u64,
    /// By a rate limit. Counted where it happened and written down with a later request, so that an instance that ends may take some along.
    refused: u64,
    /// In percent; null where nobody asked.
    block_rate: Option<f64>,
}

/// One of them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HourView {
    pub hour: String,
    pub admitted: u64,
    pub refused: u64,
}

/// The first hour of those that this many seconds before now lie in.
pub(crate) fn first_hour(seconds: Option<u64>, usual: u32, now: Timestamp) -> Result<i64, InvalidField> {
    let seconds = within("timeRange", seconds.unwrap_or(usual.into()), 1..=LONGEST_S)?;
    Ok(Sight::hour_of(Timestamp(now.0 - i64::from(seconds) * 1_000)))
}

impl Overview {
    pub fn of(seen: &Sight, first: i64, now: Timestamp) -> Self {
        let hours: Vec<&Hour> = seen.hours.range(first..).map(|(_, hour)| hour).collect();
        let admitted = hours.iter().map(|hour| hour.admitted).sum();
        let refused = hours.iter().map(|hour| hour.refused).sum();
        let block_rate = mean(100 * refused, admitted + refused);
        Self { from: Sight::beginning_of(first).to_string(), to: now.to_string(), admitted, refused, block_rate }
    }

    pub fn block_rate(&self) -> Option<f64> {
        self.block_rate
    }
}

/// Hours in which somebody asked, the oldest first.
pub(crate) fn hours(seen: &Sight, first: i64) -> Vec<HourView> {
    let view = |(hour, counts): (&i64, &Hour)| HourView {
        hour: Sight::beginning_of(*hour).to_string(),
        admitted: counts.admitted,
        refused: counts.refused,
    };
    seen.hours.range(first..).map(view).collect()
}
