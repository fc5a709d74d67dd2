//! Models of Amazon Bedrock, through its Converse operation; a cross-region inference profile is a model's id like any other.

mod document;
mod fault;
mod reply;
mod request;
mod runtime;
mod titan;

use std::sync::Arc;

use futures::future::BoxFuture;
use genesis_models::{Chat, ChatError, ChatReply, ChatRequest, Embeddings};
pub(crate) use runtime::Runtime;

/// A model of Bedrock.
#[derive(Debug)]
pub(crate) struct Bedrock {
    pub runtime: Arc<Runtime>,
    /// Its id, that of an inference profile, or an ARN.
    pub model: String,
}

impl Chat for Bedrock {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        Box::pin(async {
            let call = self.runtime.client().await.converse().model_id(&self.model);
            let call = call
                .set_system(request::system(request))
                .set_messages(Some(request::messages(request)))
                .inference_config(request::inference(request, &self.model))
                .set_tool_config(request.schema.as_ref().map(|schema| request::tools(schema, &self.model)))
                .set_guardrail_config(self.runtime.guardrail.as_ref().map(request::guardrail));
            let output = call.send().await.map_err(|error| fault::of(&error))?;
            reply::read(output, &self.model)
        })
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        Box::pin(async { titan::embed(self.runtime.client().await, &self.model, texts).await })
    }
}
