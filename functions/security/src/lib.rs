//! What callers prove who they are with, in their own hands: API keys, sessions, second factors.

pub mod confirm_second_factor;
pub mod create_api_key;
mod credentials;
pub mod end_all_sessions;
pub mod end_session;
pub mod enrol_second_factor;
pub mod get_second_factor;
mod key_view;
pub mod list_api_keys;
pub mod list_sessions;
pub mod open_session;
mod recovery_codes;
pub mod remove_second_factor;
pub mod renew_recovery_codes;
pub mod revoke_api_key;
pub mod rotate_api_key;
mod session_view;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        create_api_key::function(),
        list_api_keys::function(),
        rotate_api_key::function(),
        revoke_api_key::function(),
        open_session::function(),
        list_sessions::function(),
        end_session::function(),
        end_all_sessions::function(),
        enrol_second_factor::function(),
        confirm_second_factor::function(),
        get_second_factor::function(),
        remove_second_factor::function(),
        renew_recovery_codes::function(),
    ]
}
