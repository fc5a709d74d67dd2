//! What an agent model is: six roles, each asked with its routed context. Two play them: the extractive model, and one that
//! prompts language models.

mod chat;
mod configuration;
mod extractive;
mod model_error;
mod port;
mod prices;
mod prompted;
mod redaction;

pub use chat::{
    Breakers, Budget, Call, CallLog, Charge, Chat, ChatError, ChatReply, ChatRequest, Chats, EmbeddingRequest, Embeddings, Message,
    ModelName, ReplySchema, Reserved, Response, Sampling, Scarce, Secrets, Speaker, Unreachable, UnreadableModelName, Usage,
};
pub use configuration::{
    Casting, Chain, Configuration, ConfigurationDocument, ConfigurationFault, Guardrail, InvalidConfiguration, KeyName, Protocol,
    ProtocolName, ProviderConfiguration, ProviderDocument, ReplyFormat, Wishes,
};
pub use extractive::Extractive;
pub use model_error::ModelError;
pub use port::{
    Answered, Citation, ContextItem, Critique, FinalAnswer, ItemKind, Model, Planned, Reading, Replying, SubAnswer, SubQuestion,
    Verification,
};
pub use prices::{Price, Prices, UnreadablePrices};
pub use prompted::{BadReply, Embedder, EmbeddingCache, InvalidPrompt, Note, Notes, OnFailure, Part, Prompt, Prompted};
pub use redaction::{masked, redacted};
