//! Secrets Manager in memory, kept in a file that only its owner reads.
//!
//! What survives the process: each secret's versions that carry a staging label, with their labels, and whether it awaits its deletion, whose
//! window then begins anew. Tags, descriptions and the random end of an ARN do not.

mod snapshot;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use rustack_secretsmanager_core::{config::SecretsManagerConfig, handler::RustackSecretsManagerHandler, provider::RustackSecretsManager};
use rustack_secretsmanager_http::{dispatch::dispatch_operation, response::error_to_response, router::resolve_operation};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;
use crate::reply::{Reply, failure, gathered};
use crate::storage::Kept;
use crate::{ACCOUNT, REGION};
use snapshot::Snapshot;

/// The operations after which a secret is another.
const CHANGES: [&str; 8] = [
    "CancelRotateSecret",
    "CreateSecret",
    "DeleteSecret",
    "PutSecretValue",
    "RestoreSecret",
    "RotateSecret",
    "UpdateSecret",
    "UpdateSecretVersionStage",
];

pub(crate) struct Secrets {
    handler: RustackSecretsManagerHandler,
    kept: Mutex<Kept<BTreeMap<String, Snapshot>>>,
}

/// A call that Secrets Manager refused, with the error document's name and message.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {message}")]
struct Refusal {
    name: String,
    message: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretRefusal {
    #[error("the secret was refused: {0}")]
    Refused(String),
    #[error("the secrets file could not be written")]
    NotKept(#[from] io::Error),
}

impl Secrets {
    /// Loads what an earlier process kept.
    pub async fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let kept = Kept::<BTreeMap<String, Snapshot>>::open(file)?;
        let config = SecretsManagerConfig {
            default_region: REGION.to_owned(),
            default_account_id: ACCOUNT.to_owned(),
            ..SecretsManagerConfig::default()
        };
        let handler = RustackSecretsManagerHandler::new(Arc::new(RustackSecretsManager::new(config)));
        let secrets = Self { handler, kept: Mutex::new(kept) };
        let kept = secrets.kept.lock().await;
        for (name, snapshot) in &kept.value {
            secrets.restore(name, snapshot).await.map_err(io::Error::other)?;
        }
        drop(kept);
        Ok(secrets)
    }

    /// Answers, and keeps what the call changed.
    pub async fn answer(&self, operation: &str, body: Bytes) -> Reply {
        let reply = self.dispatch(operation, body).await;
        if !reply.status().is_success() || !CHANGES.contains(&operation) {
            return reply;
        }
        let document: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        match self.keep(document["Name"].as_str().unwrap_or_default()).await {
            Ok(()) => reply,
            Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceError", &error.to_string()),
        }
    }

    /// Creates the secret unless it exists, and then leaves its value alone.
    pub async fn create(&self, name: &str, value: &str) -> Result<(), SecretRefusal> {
        match self.call("CreateSecret", &json!({ "Name": name, "SecretString": value })).await {
            Ok(_) => Ok(self.keep(name).await?),
            Err(refusal) if refusal.name.ends_with("ResourceExistsException") => Ok(()),
            Err(refusal) => Err(SecretRefusal::Refused(refusal.to_string())),
        }
    }

    /// Brings the file in line with the secret as it is now.
    async fn keep(&self, name: &str) -> io::Result<()> {
        let mut kept = self.kept.lock().await;
        let earlier = kept.value.get(name).cloned();
        match self.snapshot(name, earlier).await.map_err(io::Error::other)? {
            Some(now) => kept.value.insert(name.to_owned(), now),
            None => kept.value.remove(name),
        };
        kept.store()
    }

    async fn call(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let reply = self.dispatch(operation, request.to_string().into()).await;
        let document: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        if reply.status().is_success() {
            return Ok(document);
        }
        let text = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
        Err(Refusal { name: text("__type"), message: text("Message") })
    }

    async fn dispatch(&self, operation: &str, body: Bytes) -> Reply {
        let reply = match resolve_operation(&target(operation)) {
            Ok(operation) => dispatch_operation(&self.handler, operation, body).await,
            Err(error) => Err(error),
        };
        gathered(reply.unwrap_or_else(|error| error_to_response(&error, "embedded"))).await
    }
}

/// A secret is known by its name. An ARN is refused: the engine also matches the beginning of one, so it may mean another secret.
pub(crate) fn touches<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let one = request["SecretId"].as_str().or_else(|| request["Name"].as_str());
    let many = request["SecretIdList"].as_array().into_iter().flatten().map(|id| id.as_str().unwrap_or_default());
    one.into_iter().chain(many).map(|name| touch(operation, name)).collect()
}

fn touch<'a>(operation: &'a str, secret: &'a str) -> Touch<'a> {
    Touch { service: Api::SecretsManager, operation, resource: Resource::Named(secret), keys: Keys::NoneTouched }
}

fn target(operation: &str) -> HeaderMap {
    let target = HeaderValue::from_str(&format!("secretsmanager.{operation}"));
    target.map(|target| HeaderMap::from_iter([(http::HeaderName::from_static("x-amz-target"), target)])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_touches_each_of_its_secrets() {
        let request = json!({ "SecretIdList": ["a", "b", 1] });
        assert_eq!(
            touches("BatchGetSecretValue", &request),
            [touch("BatchGetSecretValue", "a"), touch("BatchGetSecretValue", "b"), touch("BatchGetSecretValue", "")]
        );
    }
}
