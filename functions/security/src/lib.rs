//! What keeps tenants safe and shows that they are: the audit of what was done.

pub mod announce_audit;
pub mod list_security_events;
pub mod record_audit_event;
pub mod seal_audit_records;
mod security_event;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![announce_audit::function(), seal_audit_records::function(), record_audit_event::function(), list_security_events::function()]
}
