use std::ops::RangeInclusive;

use genesis_core::{Fault, Kind};
use genesis_http::Problem;
use serde::Serialize;

/// A value of a request that is not taken.
#[derive(Debug, thiserror::Error)]
#[error("{expected}")]
pub(crate) struct InvalidField {
    field: &'static str,
    expected: Expected,
}

/// What it should be.
#[derive(Debug, thiserror::Error)]
enum Expected {
    #[error("1 to 100 characters, without control characters")]
    Name,
    #[error("between {} and {}", .0.start(), .0.end())]
    Within(RangeInclusive<u64>),
    #[error("at most {0} KiB of JSON")]
    Kib(usize),
}

pub(crate) fn name(field: &'static str, given: &str) -> Result<(), InvalidField> {
    let is_name = (1..=100).contains(&given.chars().count()) && !given.contains(char::is_control);
    is_name.then_some(()).ok_or(InvalidField { field, expected: Expected::Name })
}

pub(crate) fn count(field: &'static str, given: Option<u64>, within: RangeInclusive<u64>) -> Result<(), InvalidField> {
    let is_within = given.is_none_or(|given| within.contains(&given));
    is_within.then_some(()).ok_or(InvalidField { field, expected: Expected::Within(within) })
}

/// From 0 to `most`.
pub(crate) fn share(field: &'static str, given: Option<f64>, most: u32) -> Result<(), InvalidField> {
    let is_within = given.is_none_or(|given| (0.0..=f64::from(most)).contains(&given));
    is_within.then_some(()).ok_or(InvalidField { field, expected: Expected::Within(0..=most.into()) })
}

/// The text of what is given as JSON.
pub(crate) fn json(field: &'static str, given: &impl Serialize, kib: usize) -> Result<String, InvalidField> {
    let text = serde_json::to_string(given).ok().filter(|text| text.len() <= kib * 1024);
    text.ok_or(InvalidField { field, expected: Expected::Kib(kib) })
}

/// The request names a run that is not there, or another tenant's.
pub(crate) fn no_run() -> Problem {
    Problem::not_found().at("run_id")
}

impl Fault for InvalidField {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_field"
    }

    fn field(&self) -> Option<&str> {
        Some(self.field)
    }
}
