//! Whether the platform is well.

pub mod get_liveness;
pub mod get_readiness;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![get_liveness::function(), get_readiness::function()]
}
