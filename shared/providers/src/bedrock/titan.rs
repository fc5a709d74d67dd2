//! Titan's embeddings, which are made of one text at a time.

use aws_sdk_bedrockruntime::{Client, primitives::Blob};
use futures::{StreamExt, TryStreamExt, stream};
use genesis_models::{ChatError, Embeddings, Usage};
use serde::Deserialize;
use serde_json::json;

use super::fault;

/// Texts under way at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Embedded {
    embedding: Vec<f32>,
    #[serde(default)]
    input_text_token_count: Option<u64>,
}

pub(super) async fn embed(client: &Client, model: &str, texts: &[String]) -> Result<Embeddings, ChatError> {
    let one_by_one: Vec<_> = texts.iter().map(|text| one(client, model, text)).collect();
    let embedded: Vec<Embedded> = stream::iter(one_by_one).buffered(AT_ONCE).try_collect().await?;
    let counts: Option<Vec<u64>> = embedded.iter().map(|one| one.input_text_token_count).collect();
    let usage = counts.map(|counts| Usage { input_tokens: counts.iter().sum(), ..Usage::default() });
    let vectors: Vec<_> = embedded.into_iter().map(|one| one.embedding).collect();
    if crate::received::are_vectors(&vectors) { Ok(Embeddings { vectors, usage }) } else { Err(ChatError::Unreadable) }
}

async fn one(client: &Client, model: &str, text: &str) -> Result<Embedded, ChatError> {
    let body = Blob::new(json!({ "inputText": text }).to_string());
    let call = client.invoke_model().model_id(model).content_type("application/json").accept("application/json").body(body);
    let output = call.send().await.map_err(|error| fault::of(&error))?;
    serde_json::from_slice(output.body.as_ref()).map_err(|_| ChatError::Unreadable)
}
