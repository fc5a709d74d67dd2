//! Secrets Manager in memory, with the current value of each secret kept in a file that only its owner reads.
//!
//! Earlier versions and staging labels do not survive the process.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use rustack_secretsmanager_core::{config::SecretsManagerConfig, handler::RustackSecretsManagerHandler, provider::RustackSecretsManager};
use rustack_secretsmanager_http::{dispatch::dispatch_operation, response::error_to_response, router::resolve_operation};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;
use crate::reply::{Reply, failure, gathered};
use crate::{ACCOUNT, REGION};

pub(crate) struct Secrets {
    handler: RustackSecretsManagerHandler,
    kept: Mutex<Kept>,
}

/// The current string value of each secret, and the file that holds them.
struct Kept {
    file: Option<PathBuf>,
    values: BTreeMap<String, String>,
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
        let values = file.as_deref().map(load).transpose()?.unwrap_or_default();
        let config = SecretsManagerConfig {
            default_region: REGION.to_owned(),
            default_account_id: ACCOUNT.to_owned(),
            ..SecretsManagerConfig::default()
        };
        let handler = RustackSecretsManagerHandler::new(Arc::new(RustackSecretsManager::new(config)));
        let secrets = Self { handler, kept: Mutex::new(Kept { file, values: BTreeMap::new() }) };
        for (name, value) in &values {
            secrets.call("CreateSecret", &json!({ "Name": name, "SecretString": value })).await.map_err(io::Error::other)?;
        }
        secrets.kept.lock().await.values = values;
        Ok(secrets)
    }

    /// Answers, and keeps what the call changed.
    pub async fn answer(&self, operation: &str, body: Bytes) -> Reply {
        let reply = self.dispatch(operation, body).await;
        if !reply.status().is_success()
            || !matches!(operation, "CreateSecret" | "PutSecretValue" | "UpdateSecret" | "DeleteSecret" | "RestoreSecret")
        {
            return reply;
        }
        let document: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        match self.keep(document["Name"].as_str().unwrap_or_default()).await {
            Ok(()) => reply,
            Err(error) => failure(http::StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceError", &error.to_string()),
        }
    }

    /// Makes `value` the secret's current version, creating the secret when it is new.
    pub async fn put(&self, name: &str, value: &str) -> Result<(), SecretRefusal> {
        let created = self.call("CreateSecret", &json!({ "Name": name, "SecretString": value })).await;
        if created.is_err() {
            self.call("PutSecretValue", &json!({ "SecretId": name, "SecretString": value })).await.map_err(SecretRefusal::Refused)?;
        }
        Ok(self.keep(name).await?)
    }

    /// Brings the file in line with the secret as it is now.
    async fn keep(&self, name: &str) -> io::Result<()> {
        let mut kept = self.kept.lock().await;
        let current = self.call("GetSecretValue", &json!({ "SecretId": name })).await.ok();
        match current.as_ref().and_then(|current| current["SecretString"].as_str()) {
            Some(value) => kept.values.insert(name.to_owned(), value.to_owned()),
            None => kept.values.remove(name),
        };
        kept.file.as_deref().map_or(Ok(()), |file| store(file, &kept.values))
    }

    async fn call(&self, operation: &str, request: &Value) -> Result<Value, String> {
        let reply = self.dispatch(operation, request.to_string().into()).await;
        let document: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        if reply.status().is_success() { Ok(document) } else { Err(document["Message"].as_str().unwrap_or_default().to_owned()) }
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

fn load(file: &Path) -> io::Result<BTreeMap<String, String>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

/// Replaces the file in one step: a crash leaves the old or the new one.
fn store(file: &Path, values: &BTreeMap<String, String>) -> io::Result<()> {
    let draft = file.with_extension("json.new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writer = options.open(&draft)?;
    writer.write_all(&serde_json::to_vec_pretty(values)?)?;
    writer.sync_all()?;
    std::fs::rename(&draft, file)
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
