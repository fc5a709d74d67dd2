//! The Chat Completions protocol of OpenAI, as it is also spoken by vLLM, Ollama, llama.cpp and many more.

mod embeddings;
mod fault;
mod reply;
mod request;
mod schema;
mod server;

use std::sync::Arc;

use futures::future::BoxFuture;
use genesis_models::{Chat, ChatError, ChatReply, ChatRequest, Embeddings, ReplyFormat};
pub(crate) use server::Server;

/// A model at a server of this protocol.
#[derive(Debug)]
pub(crate) struct OpenAi {
    pub server: Arc<Server>,
    pub reply_format: ReplyFormat,
    /// As the server knows it.
    pub model: String,
}

impl Chat for OpenAi {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        Box::pin(async {
            let body = request::Body::of(request, &self.model, self.reply_format);
            self.server.post::<reply::Completion>("chat/completions", &body).await?.read(&self.model)
        })
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        Box::pin(async {
            let body = embeddings::Body { model: &self.model, input: texts, encoding_format: "float" };
            self.server.post::<embeddings::Listed>("embeddings", &body).await?.read(texts.len())
        })
    }
}
