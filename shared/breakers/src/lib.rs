//! A circuit breaker (Nygard, Release It!, 2007) as a value: what it has seen goes in with the time, whether to send comes out.
//!
//! Closed, it lets everything through and counts. Where too much of a window's requests failed it opens and lets nothing through;
//! after a while it lets some probes through, and closes when enough of them succeed, or opens again at the first that fails.

mod breaker;

pub use breaker::{Admission, Breaker, Phase, Thresholds};
