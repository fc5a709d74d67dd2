use std::collections::BTreeMap;

use genesis_core::{RecordId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{EventType, Hash, Severity};

/// The function by which callers tell of what the platform does not see.
const TELLING: &str = "record-audit-event";

/// One account of what somebody did or tried.
///
/// Whoever makes one sees to it that it holds ids and codes, and no text of a caller that was not masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub id: RecordId,
    pub tenant: TenantId,
    pub timestamp: Timestamp,
    pub event_type: EventType,
    pub severity: Severity,
    pub subject: Subject,
    /// The function that was asked for it.
    pub action: String,
    /// The method and the path, with ids.
    pub resource: String,
    /// The answer's HTTP status.
    pub status: u16,
    /// `done`, or the code of the problem.
    pub result: String,
    pub request_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, Value>,
}

/// Who it was, and where from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The id of the key or session, never what proves the right to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

impl Record {
    /// The text it is kept as, to the byte: what its digest is of.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a record has texts for keys")
    }

    pub fn read(text: &str) -> Result<Self, UnreadableRecord> {
        serde_json::from_str(text).map_err(UnreadableRecord)
    }

    /// Whether a caller tells of it, and nobody has seen it.
    pub fn is_told(&self) -> bool {
        self.action == TELLING
    }

    /// Where it stands among its tenant's: in the order of time.
    pub fn place(&self) -> String {
        format!("{:013}#{}", self.timestamp.0, self.id)
    }
}

/// What a record's text is known by.
pub(crate) fn digest(text: &str) -> Hash {
    Hash::of("record", &[text.as_bytes()])
}

#[derive(Debug, thiserror::Error)]
#[error("not an audit record: {0}")]
pub struct UnreadableRecord(serde_json::Error);
