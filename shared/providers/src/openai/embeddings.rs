use genesis_models::{ChatError, Embeddings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is posted to `/embeddings`.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    pub model: &'a str,
    pub input: &'a [String],
    pub encoding_format: &'static str,
}

/// What a server says of embeddings, in any order.
#[derive(Deserialize)]
pub(super) struct Listed {
    data: Vec<Entry>,
    #[serde(default)]
    usage: Option<Value>,
}

#[derive(Deserialize)]
struct Entry {
    index: usize,
    embedding: Vec<f32>,
}

impl Listed {
    /// The vectors in the order of so many texts.
    pub fn read(mut self, texts: usize) -> Result<Embeddings, ChatError> {
        self.data.sort_by_key(|entry| entry.index);
        let is_complete = self.data.len() == texts && self.data.iter().enumerate().all(|(place, entry)| entry.index == place);
        let vectors: Vec<_> = self.data.into_iter().map(|entry| entry.embedding).collect();
        match is_complete && crate::received::are_vectors(&vectors) {
            true => Ok(Embeddings { vectors, usage: self.usage.and_then(super::reply::usage) }),
            false => Err(ChatError::Unreadable),
        }
    }
}
