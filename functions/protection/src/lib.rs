//! What protects a tenant: what may pass of texts, and who means harm.

pub mod check_address;
pub mod get_content_policy;
mod kind_name;
mod policy_view;
pub mod scan_content;
pub mod set_content_policy;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![check_address::function(), scan_content::function(), get_content_policy::function(), set_content_policy::function()]
}
