//! How often callers may, whom that keeps out, and which models are left alone.

mod alerts;
mod breaker_view;
mod client;
pub mod configure_rate_limits;
pub mod export_rate_limits;
pub mod get_breaker_health;
pub mod get_breaker_metrics;
pub mod get_client_status;
pub mod get_rate_limits;
mod hours;
mod invalid_field;
pub mod manage_client;
pub mod open_breaker;
pub mod reset_breaker;
mod threat_detection;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        configure_rate_limits::function(),
        export_rate_limits::function(),
        get_breaker_health::function(),
        get_breaker_metrics::function(),
        get_client_status::function(),
        get_rate_limits::function(),
        manage_client::function(),
        open_breaker::function(),
        reset_breaker::function(),
    ]
}
