//! What a scan says.

use std::ops::Range;

use serde::Serialize;

use crate::Kind;

/// Something personal or secret in a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub kind: Kind,
    /// Bytes of the scanned text; on character boundaries.
    pub bytes: Range<usize>,
    /// The same range in characters (Unicode scalar values).
    pub chars: Range<usize>,
    /// From 0 to 1.
    pub confidence: f64,
    pub reason: Reason,
}

/// Why something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The rule, which often names a country.
    pub rule: &'static str,
    /// Check digits or issuers' ranges were looked at, and hold.
    pub checked: bool,
    /// The word nearby that raised the confidence.
    pub context: Option<&'static str>,
}

/// A finding before it is held against its neighbours, in bytes of the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// None for what only looks personal, and keeps its text from every rule that is less sure.
    pub kind: Option<Kind>,
    pub range: Range<usize>,
    pub confidence: f64,
    pub reason: Reason,
}
