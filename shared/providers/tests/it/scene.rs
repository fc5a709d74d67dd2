//! A model at a played provider, and what it is asked.

use std::sync::Arc;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use futures::future::BoxFuture;
use genesis_models::{Chat, ChatRequest, Chats, Message, ReplySchema, Sampling, Secrets, Speaker, Unreachable};
use genesis_providers::{Keyring, Providers};
use serde_json::{Value, json};

use crate::model_server::ModelServer;

pub const KEY: &str = "sk-not-to-be-shown";

/// A place that knows one key under every name.
pub struct Vault;

impl Secrets for Vault {
    fn secret<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<String>, Unreachable>> {
        Box::pin(async { Ok(Some(KEY.to_owned())) })
    }
}

pub fn keyring() -> Keyring {
    let aws = SharedCredentialsProvider::new(Credentials::new("AKIDPLAYED", "played", None, None, "played"));
    Keyring { environment: Arc::new(Vault), vault: Arc::new(Vault), aws: Some(aws) }
}

/// The model `openai:played` with a key, or `bedrock:...`; further settings go to its provider.
pub fn model(server: &ModelServer, name: &str, settings: &Value) -> Arc<dyn Chat> {
    models(server, name, settings).find(&name.parse().unwrap()).unwrap()
}

pub fn models(server: &ModelServer, name: &str, settings: &Value) -> Providers {
    let mut provider = match name.split(':').next().unwrap() {
        "openai" => json!({ "protocol": "openai", "base_url": format!("{}/v1/", server.url()), "key_env": "KEY" }),
        _ => json!({ "protocol": "bedrock", "region": "us-west-2", "endpoint_url": server.url() }),
    };
    for (key, value) in settings.as_object().unwrap() {
        provider[key] = value.clone();
    }
    let document = json!({ "providers": { name.split(':').next().unwrap(): provider } });
    Providers::new(Arc::new(serde_json::from_value(document).unwrap()), &keyring()).unwrap()
}

pub fn request(name: &str) -> ChatRequest {
    ChatRequest {
        model: name.parse().unwrap(),
        prompt: "hash".into(),
        system: "You plan.".into(),
        messages: vec![
            Message { speaker: Speaker::User, text: "Who?".into() },
            Message { speaker: Speaker::Model, text: "What?".into() },
            Message { speaker: Speaker::User, text: "Who, I said.".into() },
        ],
        schema: None,
        max_output_tokens: 300,
        sampling: Sampling { temperature: 0.1, top_p: 0.95, seed: 42 },
    }
}

pub fn schema() -> ReplySchema {
    let answer = json!({ "type": "string" });
    let schema = json!({ "type": "object", "properties": { "answer": answer }, "required": ["answer"], "additionalProperties": false });
    ReplySchema { name: "answer".into(), schema }
}
