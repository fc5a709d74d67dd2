use std::ops::RangeInclusive;

use genesis_core::{Fault, Kind};

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
    #[error("between {} and {}", .0.start(), .0.end())]
    Within(RangeInclusive<u32>),
    #[error("{0}")]
    Told(&'static str),
}

/// A number that is there and within a range.
pub(crate) fn within(field: &'static str, given: u64, range: RangeInclusive<u32>) -> Result<u32, InvalidField> {
    let fitting = u32::try_from(given).ok().filter(|given| range.contains(given));
    fitting.ok_or(InvalidField { field, expected: Expected::Within(range) })
}

/// What has a shape of its own.
pub(crate) fn fitting(field: &'static str, is_fitting: bool, expected: &'static str) -> Result<(), InvalidField> {
    is_fitting.then_some(()).ok_or(InvalidField { field, expected: Expected::Told(expected) })
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
