//! What the platform learns of itself: whether answers are stable, and what routing spares.

pub mod get_router_efficiency;
pub mod get_stability_metrics;
mod invalid_field;
pub mod record_router_metrics;
mod routed;
pub mod track_stability;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        track_stability::function(),
        get_stability_metrics::function(),
        record_router_metrics::function(),
        get_router_efficiency::function(),
    ]
}

/// A figure as a table can hold it: DynamoDB knows no number nearer to zero than 10^-130.
pub(crate) fn six_decimals(figure: f64) -> f64 {
    (figure * 1_000_000.0).round() / 1_000_000.0
}
