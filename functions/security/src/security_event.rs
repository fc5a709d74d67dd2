use std::collections::BTreeMap;

use genesis_aws::StoredRecord;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// An audit record as callers see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SecurityEvent {
    id: String,
    /// RFC 3339.
    timestamp: String,
    event_type: &'static str,
    severity: &'static str,
    message: Option<String>,
    user_id: Option<String>,
    /// The API key or session that was used: `key:` or `session:` with its id.
    credential: Option<String>,
    /// The function that was asked.
    action: String,
    /// The method and the path; what may be somebody's own words is `*` in it.
    resource: String,
    /// `done`, or the code of the problem.
    result: String,
    response_code: u16,
    ip_address: Option<String>,
    user_agent: Option<String>,
    request_id: String,
    metadata: BTreeMap<String, Value>,
    /// Its number in the tenant's chain; null until it is sealed.
    sequence: Option<u64>,
    /// What proves it together with all records before it; null until it is sealed.
    integrity_hash: Option<String>,
}

impl From<StoredRecord> for SecurityEvent {
    fn from(StoredRecord { record, link }: StoredRecord) -> Self {
        let (sequence, integrity_hash) = link.unzip();
        Self {
            id: record.id.to_string(),
            timestamp: record.timestamp.to_string(),
            event_type: record.event_type.as_str(),
            severity: record.severity.as_str(),
            message: record.message,
            user_id: record.subject.user_id,
            credential: record.subject.credential,
            action: record.action,
            resource: record.resource,
            result: record.result,
            response_code: record.status,
            ip_address: record.subject.ip_address,
            user_agent: record.subject.user_agent,
            request_id: record.request_id,
            metadata: record.metadata,
            sequence,
            integrity_hash,
        }
    }
}
