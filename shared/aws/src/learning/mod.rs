//! What the platform learns of itself, in the table `learning`.

mod router_metrics;
mod stability;

pub use router_metrics::{RouterMetrics, RouterRecord, RouterSums};
pub use stability::{StabilitySums, StabilityTests};
