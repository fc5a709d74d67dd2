//! What an agent model is, and the extractive model: six roles, each asked with its routed context.

mod chat;
mod configuration;
mod extractive;
mod port;
mod prices;

pub use chat::{
    Breakers, Budget, Call, CallLog, Charge, Chat, ChatError, ChatReply, ChatRequest, Chats, EmbeddingRequest, Embeddings, Message,
    ModelName, ReplySchema, Sampling, Secrets, Speaker, Unreachable, UnreadableModelName, Usage,
};
pub use configuration::{
    Chain, Configuration, ConfigurationDocument, ConfigurationFault, Guardrail, InvalidConfiguration, KeyName, Protocol, ProtocolName,
    ProviderConfiguration, ProviderDocument, ReplyFormat,
};
pub use extractive::Extractive;
pub use port::{
    Answered, Citation, ContextItem, Critique, FinalAnswer, ItemKind, Model, ModelError, Planned, Reading, Replying, SubAnswer,
    SubQuestion, Verification,
};
pub use prices::{Price, Prices, UnreadablePrices};
