//! What callers prove who they are with, how often they may, which models are left alone, what content may pass and who may not, and the
//! audit of what was done.

pub mod announce_audit;
mod breaker_view;
mod client;
pub mod configure_rate_limits;
pub mod confirm_second_factor;
pub mod create_api_key;
mod credentials;
pub mod end_all_sessions;
pub mod end_session;
pub mod enrol_second_factor;
pub mod export_rate_limits;
mod functions;
pub mod get_breaker_health;
pub mod get_breaker_metrics;
pub mod get_client_status;
pub mod get_rate_limits;
pub mod get_second_factor;
mod hours;
mod invalid_field;
mod key_view;
pub mod list_api_keys;
pub mod list_security_events;
pub mod list_sessions;
pub mod manage_client;
pub mod open_breaker;
pub mod open_session;
pub mod record_audit_event;
mod recovery_codes;
pub mod remove_second_factor;
pub mod renew_recovery_codes;
pub mod reset_breaker;
pub mod revoke_api_key;
pub mod rotate_api_key;
pub mod seal_audit_records;
mod security_event;
mod session_view;

pub use functions::functions;
