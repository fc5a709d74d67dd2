use std::ops::RangeInclusive;

use genesis_core::{Fault, Kind};
use genesis_http::Problem;
use serde::Serialize;

/// No control characters, and something beside white space.
pub(crate) const SPOKEN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

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
    #[error("1 to 100 characters, not all of them blank, without control characters")]
    Name,
    #[error("between {} and {}", .0.start(), .0.end())]
    Within(RangeInclusive<i64>),
    #[error("{0}")]
    Told(&'static str),
    #[error("at most {0} KiB of JSON")]
    Kib(usize),
}

pub(crate) fn name(field: &'static str, given: &str) -> Result<(), InvalidField> {
    let is_name = (1..=100).contains(&given.chars().count()) && !given.contains(char::is_control) && !given.trim().is_empty();
    is_name.then_some(()).ok_or(InvalidField { field, expected: Expected::Name })
}

pub(crate) fn count(field: &'static str, given: Option<u64>, within: RangeInclusive<u32>) -> Result<(), InvalidField> {
    let (least, most) = within.into_inner();
    let is_within = given.is_none_or(|given| (u64::from(least)..=most.into()).contains(&given));
    is_within.then_some(()).ok_or(InvalidField { field, expected: Expected::Within(least.into()..=most.into()) })
}

pub(crate) fn figure(field: &'static str, given: Option<f64>, within: RangeInclusive<i32>) -> Result<(), InvalidField> {
    let (least, most) = within.into_inner();
    let is_within = given.is_none_or(|given| (f64::from(least)..=most.into()).contains(&given));
    is_within.then_some(()).ok_or(InvalidField { field, expected: Expected::Within(least.into()..=most.into()) })
}

/// What has a shape of its own.
pub(crate) fn fitting(field: &'static str, is_fitting: bool, expected: &'static str) -> Result<(), InvalidField> {
    is_fitting.then_some(()).ok_or(InvalidField { field, expected: Expected::Told(expected) })
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
