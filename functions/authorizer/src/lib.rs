//! Who calls. The gateway asks before every guarded request.

pub mod authorize_caller;
mod credential;
mod second_factor;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![authorize_caller::function()]
}
