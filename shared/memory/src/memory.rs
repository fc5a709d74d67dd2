use genesis_core::{MemoryId, Timestamp, WritingId};
use serde::{Deserialize, Serialize};

use crate::{MemoryKey, Namespace};

/// Something a client keeps (`memory_items`, as the store and retrieve endpoints model it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    pub id: MemoryId,
    /// Which writing of the memory this is: storing it again replaces it.
    pub writing: WritingId,
    pub namespace: Namespace,
    pub key: MemoryKey,
    /// JSON text.
    pub value: String,
    /// The text of a JSON object.
    pub metadata: String,
    /// From this moment on it is gone; it stays where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    pub access_count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_accessed: Option<Timestamp>,
}

impl Memory {
    /// What counts as storage: all that its client chose.
    pub fn bytes(&self) -> u64 {
        let texts = [self.namespace.as_str(), self.key.as_str(), &self.value, &self.metadata];
        texts.iter().map(|text| text.len() as u64).sum()
    }
}
