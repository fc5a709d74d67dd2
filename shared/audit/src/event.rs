use serde::{Deserialize, Serialize};

/// What a record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventType {
    AuthSuccess,
    AuthFailure,
    AccessDenied,
    DataAccess,
    DataModification,
    SecurityViolation,
    RateLimitExceeded,
    HmacValidationFailure,
    PiiDetected,
}

/// How much somebody should mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Error,
    Critical,
}
