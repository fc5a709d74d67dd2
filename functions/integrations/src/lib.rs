//! What others send and get: events that come in signed.

mod arrival;
mod entrance;
pub mod forget_webhook_source;
pub mod get_webhook_event;
pub mod keep_webhook_event;
pub mod list_webhook_events;
pub mod list_webhook_sources;
pub mod receive_webhook;
pub mod register_webhook_source;
mod rejected;
mod source_name;
mod source_view;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        register_webhook_source::function(),
        list_webhook_sources::function(),
        forget_webhook_source::function(),
        receive_webhook::function(),
        keep_webhook_event::function(),
        list_webhook_events::function(),
        get_webhook_event::function(),
    ]
}
