//! Whether the platform is well, and what it did.

mod figures;
pub mod get_liveness;
pub mod get_metrics;
pub mod get_readiness;
pub mod sum_up_platform;

use genesis_aws::Cloud;
use genesis_http::Function;

pub use figures::{FIGURES, Figure};

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![get_liveness::function(), get_metrics::function(), get_readiness::function(), sum_up_platform::function()]
}
