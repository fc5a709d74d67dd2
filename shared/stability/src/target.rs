use serde::Serialize;

/// The share of runs' likeness that is aimed at.
pub const STABLE: f64 = 0.986;

/// What is measured of runs, and what it should be. Shares are from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    pub name: &'static str,
    pub value: f64,
    pub bound: Bound,
    pub met: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Measure {
    pub fn at_least(name: &'static str, value: f64, bound: f64) -> Self {
        // A sum of shares may fall short of one by the last bit.
        Self { name, value, bound: Bound::AtLeast(bound), met: value + ROUNDING >= bound }
    }

    pub fn at_most(name: &'static str, value: f64, bound: f64) -> Self {
        Self { name, value, bound: Bound::AtMost(bound), met: value - ROUNDING <= bound }
    }
}

const ROUNDING: f64 = 1e-9;
