use genesis_aws::ApiKeyRecord;
use genesis_core::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::words;

/// What is shown of an API key: never the key itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyView {
    key_id: String,
    name: String,
    /// What it may be used for, so far as its owner may do that.
    scopes: Vec<&'static str>,
    /// RFC 3339, like all times here.
    created_at: String,
    /// Null of one that holds until it is revoked.
    expires_at: Option<String>,
    /// To five minutes; null before the first use.
    last_used_at: Option<String>,
    /// After a rotation: until when the old secret holds beside the new one; null where it does not.
    overlap_until: Option<String>,
}

impl KeyView {
    pub(crate) fn of(record: &ApiKeyRecord, now: Timestamp) -> Self {
        let shown = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Self {
            key_id: record.id.to_string(),
            name: record.name.clone(),
            scopes: words(&record.scopes),
            created_at: record.created_at.to_string(),
            expires_at: shown(record.expires_at),
            last_used_at: shown(record.last_used_at),
            overlap_until: shown(record.secrets.overlap_until(now)),
        }
    }
}

/// An API key with what proves it, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyShown {
    success: bool,
    /// For the header `x-api-key`. Nobody can show it again: only its keyed hash is kept.
    api_key: String,
    key: KeyView,
}

impl KeyShown {
    pub(crate) fn of(api_key: String, record: &ApiKeyRecord, now: Timestamp) -> Self {
        Self { success: true, api_key, key: KeyView::of(record, now) }
    }
}
