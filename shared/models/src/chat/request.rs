use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::ModelName;

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    pub model: ModelName,
    /// The hash of the prompt's file that it was made from.
    pub prompt: String,
    /// Who the model is and what it is to do; nothing that came from outside.
    pub system: String,
    /// Alternating, the first and the last of them the user's.
    pub messages: Vec<Message>,
    /// The form of the reply; free text where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<ReplySchema>,
    pub max_output_tokens: u32,
    pub sampling: Sampling,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub speaker: Speaker,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    User,
    Model,
}

/// The JSON object that a reply has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplySchema {
    /// Letters, digits and underscores.
    pub name: String,
    /// A JSON Schema.
    pub schema: Value,
}

/// How the model chooses among likely words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// From 0 to 2.
    pub temperature: f64,
    /// From 0 to 1.
    pub top_p: f64,
    /// Not every provider takes one.
    pub seed: u64,
}

/// Texts whose embeddings a model is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingRequest {
    pub model: ModelName,
    pub texts: Vec<String>,
}

impl EmbeddingRequest {
    /// As [`ChatRequest::hash`].
    pub fn hash(&self) -> String {
        canonical_hash(&serde_json::json!(self))
    }
}

impl ChatRequest {
    /// The SHA-256 of its canonical JSON (keys sorted, no blanks), in hexadecimal: the same for the same request wherever it is made.
    pub fn hash(&self) -> String {
        canonical_hash(&serde_json::json!(self))
    }

    /// How many bytes the model reads at most, its form of the reply included.
    pub fn bytes(&self) -> usize {
        let messages: usize = self.messages.iter().map(|message| message.text.len()).sum();
        self.system.len() + messages + self.schema.as_ref().map_or(0, |schema| schema.schema.to_string().len())
    }

    /// All that is said to the model, as a person reads it.
    pub fn as_text(&self) -> String {
        let spoken = self.messages.iter().map(|message| format!("\n\n[{}]\n{}", message.speaker.as_str(), message.text));
        format!("[system]\n{}{}", self.system, spoken.collect::<String>())
    }
}

impl Speaker {
    pub fn as_str(self) -> &'static str {
        match self {
            Speaker::User => "user",
            Speaker::Model => "model",
        }
    }
}

/// The SHA-256 of a value's canonical JSON, in hexadecimal.
pub(crate) fn canonical_hash(value: &Value) -> String {
    Sha256::digest(value.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
}
