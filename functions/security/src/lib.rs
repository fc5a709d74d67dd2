//! What callers prove who they are with, what content may pass and who may not, and the audit of what was done.

pub mod announce_audit;
pub mod check_address;
pub mod confirm_second_factor;
pub mod create_api_key;
mod credentials;
pub mod end_all_sessions;
pub mod end_session;
pub mod enrol_second_factor;
mod functions;
pub mod get_content_policy;
pub mod get_second_factor;
mod key_view;
mod kind_name;
pub mod list_api_keys;
pub mod list_security_events;
pub mod list_sessions;
pub mod open_session;
mod policy_view;
pub mod record_audit_event;
mod recovery_codes;
pub mod remove_second_factor;
pub mod renew_recovery_codes;
pub mod revoke_api_key;
pub mod rotate_api_key;
pub mod scan_content;
pub mod seal_audit_records;
mod security_event;
mod session_view;
pub mod set_content_policy;

pub use functions::functions;
