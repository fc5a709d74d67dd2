use genesis_core::Fault;
use genesis_models::{ChatError, ChatReply, ChatRequest, EmbeddingRequest, Embeddings};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub(super) const VERSION: u32 = 1;

/// One exchange, as a line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// The version of this form.
    pub cassette: u32,
    /// The hash of what was asked.
    pub request: String,
    /// How often the same was asked before.
    pub after: u32,
    pub asked: Asked,
    pub outcome: Outcome,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Asked {
    Chat(ChatRequest),
    Vectors(EmbeddingRequest),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Reply(ChatReply),
    Vectors(Embeddings),
    /// One that lasts, by its code.
    #[serde(serialize_with = "write_error", deserialize_with = "read_error")]
    Error(ChatError),
}

impl Asked {
    pub fn hash(&self) -> String {
        match self {
            Asked::Chat(request) => request.hash(),
            Asked::Vectors(request) => request.hash(),
        }
    }

    /// Whether such a request can have such an outcome.
    pub fn fits(&self, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (_, Outcome::Error(_)) | (Asked::Chat(_), Outcome::Reply(_)) => true,
            (Asked::Vectors(request), Outcome::Vectors(embeddings)) => request.texts.len() == embeddings.vectors.len(),
            (Asked::Chat(_), Outcome::Vectors(_)) | (Asked::Vectors(_), Outcome::Reply(_)) => false,
        }
    }
}

fn write_error<S: Serializer>(error: &ChatError, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(error.code())
}

fn read_error<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChatError, D::Error> {
    let code = String::deserialize(deserializer)?;
    let known = ChatError::LASTING.into_iter().find(|error| error.code() == code);
    known.ok_or_else(|| D::Error::custom(format_args!("no model's lasting error has the code {code:?}")))
}
