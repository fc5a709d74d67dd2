use std::time::Duration;

use genesis_core::{Fault, Kind};

use crate::whole_seconds;

/// A request that a limit does not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the limit of the {by} is reached; try again in {} s", whole_seconds(*.retry_after).max(1))]
pub struct LimitReached {
    /// Whose limit it is.
    pub by: &'static str,
    pub retry_after: Duration,
}

impl Fault for LimitReached {
    fn kind(&self) -> Kind {
        Kind::Limited
    }

    fn code(&self) -> &'static str {
        "rate_limited"
    }
}
