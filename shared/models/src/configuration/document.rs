use std::collections::BTreeMap;

use genesis_rcr::Role;
use serde::Deserialize;

use super::Chain;
use crate::{ModelName, Price};

/// The model configuration as it is written, in TOML or with the same keys in JSON; other keys are refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationDocument {
    /// The models of every role that has no chain of its own, in the order in which they are tried: a name like
    /// `openai:gpt-4o-mini`, or a list of them. `extractive` where absent.
    pub default: Option<Chain>,
    /// The model that makes embeddings. None are made where absent.
    pub embeddings: Option<ModelName>,
    /// How freely the models choose among likely words, from 0 to 2; 0.1 where absent.
    pub temperature: Option<f64>,
    /// The share of the most likely words among which they choose, above 0 and up to 1; 0.95 where absent.
    pub top_p: Option<f64>,
    /// Chains of single roles: `planner`, `retriever`, `solver`, `critic`, `rewriter`, `verifier`.
    #[serde(default)]
    pub roles: BTreeMap<Role, Chain>,
    /// Where models are asked, by the name that stands before the colon: lower-case letters, digits, `-` and `_`.
    #[serde(default)]
    pub providers: BTreeMap<String, ProviderDocument>,
}

/// One provider of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderDocument {
    /// How it is spoken to: `openai` (Chat Completions, of whichever server) or `bedrock`.
    pub protocol: ProtocolName,
    /// `openai`, required: what stands before `/chat/completions`, like `http://127.0.0.1:11434/v1`. No user, password or query.
    pub base_url: Option<String>,
    /// `openai`: the environment variable that holds the key. Without this and `key_secret`, requests carry no key.
    pub key_env: Option<String>,
    /// `openai`: the name under which the key is kept in Secrets Manager.
    pub key_secret: Option<String>,
    /// `openai`: how a form of the reply is asked for; `json_schema` where absent.
    pub reply_format: Option<ReplyFormat>,
    /// `bedrock`: the AWS region; as the environment or the profile says where absent.
    pub region: Option<String>,
    /// `bedrock`: another address than AWS's own.
    pub endpoint_url: Option<String>,
    /// `bedrock`: the guardrail that every request passes.
    pub guardrail: Option<Guardrail>,
    /// The models that may be asked, as the provider knows them; any where absent.
    pub models: Option<Vec<String>>,
    /// How long one attempt may take, 1 to 900; 60 where absent.
    pub timeout_seconds: Option<u32>,
    /// How often a request is sent before it has failed, 1 to 10; 3 where absent.
    pub max_attempts: Option<u32>,
    /// Agreed prices by model, in micro-dollars per million tokens; they go before the list that comes with the platform.
    #[serde(default)]
    pub prices: BTreeMap<String, Price>,
}

impl ProviderDocument {
    /// What says nothing but how it is spoken to.
    pub fn of(protocol: ProtocolName) -> Self {
        Self {
            protocol,
            base_url: None,
            key_env: None,
            key_secret: None,
            reply_format: None,
            region: None,
            endpoint_url: None,
            guardrail: None,
            models: None,
            timeout_seconds: None,
            max_attempts: None,
            prices: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolName {
    OpenAi,
    Bedrock,
}

/// How a server of the OpenAI protocol is asked for a reply of some form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyFormat {
    /// `{"type": "json_schema", "json_schema": {...}}`: OpenAI, vLLM, Ollama, llama.cpp.
    #[default]
    JsonSchema,
    /// `{"type": "json_object", "schema": {...}}`: older servers, and llama-cpp-python.
    JsonObject,
}

/// A guardrail of Bedrock, which lets requests and replies pass or stops them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardrail {
    /// Its id or ARN.
    pub id: String,
    /// A number, or `DRAFT`.
    pub version: String,
}
