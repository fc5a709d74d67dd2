use genesis_aws::SessionRecord;
use genesis_core::{Assurance, CredentialId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::words;

/// What is shown of a session: never the token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionView {
    session_id: String,
    /// The API key that it was opened with, and ends with.
    key_id: String,
    /// What it may be used for, so far as its owner may do that.
    scopes: Vec<&'static str>,
    /// Whether a second factor was shown when it was opened.
    second_factor: bool,
    /// RFC 3339, like all times here.
    opened_at: String,
    /// To a minute.
    last_used_at: String,
    /// When it ends unless it is used.
    idle_until: String,
    /// When it ends at the latest.
    expires_at: String,
    /// Whether it is what this call came with.
    current: bool,
}

impl SessionView {
    pub(crate) fn of(record: &SessionRecord, credential: &CredentialId) -> Self {
        let times = record.times;
        Self {
            session_id: record.id.to_string(),
            key_id: record.key.to_string(),
            scopes: words(&record.scopes),
            second_factor: record.assurance == Assurance::TwoFactors,
            opened_at: times.opened_at.to_string(),
            last_used_at: times.last_used_at.to_string(),
            idle_until: times.idle_until().min(times.expires_at).to_string(),
            expires_at: times.expires_at.to_string(),
            current: *credential == CredentialId::Session(record.id),
        }
    }
}
