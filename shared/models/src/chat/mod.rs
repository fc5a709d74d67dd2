//! Language models that are asked with messages: what goes out, what comes back, and what it costs. Who reaches them is elsewhere.

mod call;
mod error;
mod name;
mod ports;
mod request;

use std::sync::Arc;

pub use call::{Call, CallLog};
pub use error::ChatError;
use futures::future::BoxFuture;
pub use name::{ModelName, UnreadableModelName};
pub use ports::{Breakers, Budget, Charge, Reserved, Response, Scarce, Secrets, Unreachable};
pub use request::{ChatRequest, EmbeddingRequest, Message, ReplySchema, Sampling, Speaker};
use serde::{Deserialize, Serialize};

/// A language model, reached over a network or played back from a record.
pub trait Chat: Send + Sync {
    /// Asks it once for one reply; trying again is the caller's.
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>>;

    /// The embeddings of some texts, in their order and of one length; for models that make them.
    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>>;
}

/// The language models of a deployment.
pub trait Chats: Send + Sync {
    /// The model of this name. None where its provider is not configured or does not offer it.
    fn find(&self, name: &ModelName) -> Option<Arc<dyn Chat>>;
}

/// What a model replied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatReply {
    pub text: String,
    /// The model that answered, as the provider names it.
    pub model: String,
    /// Whether the reply was cut off at its limit of tokens.
    pub is_cut_off: bool,
    /// As the provider counted; none where it does not say.
    pub usage: Option<Usage>,
}

/// The vectors of some texts, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Embeddings {
    pub vectors: Vec<Vec<f32>>,
    pub usage: Option<Usage>,
}

/// Tokens of one call, as the provider counted them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// All that was read, with what came from the provider's cache.
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// The part of the input that came from the provider's cache.
    #[serde(default)]
    pub cached_input_tokens: u64,
}

impl Usage {
    pub fn tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}
