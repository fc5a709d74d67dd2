//! What callers prove who they are with, in their own hands, and the audit of what they did.

pub mod announce_audit;
pub mod confirm_second_factor;
pub mod create_api_key;
mod credentials;
pub mod end_all_sessions;
pub mod end_session;
pub mod enrol_second_factor;
mod functions;
pub mod get_second_factor;
mod key_view;
pub mod list_api_keys;
pub mod list_security_events;
pub mod list_sessions;
pub mod open_session;
pub mod record_audit_event;
mod recovery_codes;
pub mod remove_second_factor;
pub mod renew_recovery_codes;
pub mod revoke_api_key;
pub mod rotate_api_key;
pub mod seal_audit_records;
mod security_event;
mod session_view;

pub use functions::functions;
