//! A secret as the file holds it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Refusal, Secrets};

#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Snapshot {
    versions: Vec<Version>,
    awaits_deletion: bool,
}

#[derive(Clone, Serialize, Deserialize)]
struct Version {
    id: String,
    stages: Vec<String>,
    #[serde(flatten)]
    content: Content,
}

/// Under the names that the API gives them; what is binary stays in base64.
#[derive(Clone, Serialize, Deserialize)]
enum Content {
    SecretString(String),
    SecretBinary(String),
}

impl Secrets {
    /// The secret as it is now, or `None` when there is none. One that awaits its deletion cannot be read: it is as it was before.
    pub(super) async fn snapshot(&self, name: &str, earlier: Option<Snapshot>) -> Result<Option<Snapshot>, Refusal> {
        let described = match self.call("DescribeSecret", &json!({ "SecretId": name })).await {
            Err(refusal) if refusal.name.ends_with("ResourceNotFoundException") => return Ok(None),
            described => described?,
        };
        if !described["DeletedDate"].is_null() {
            return Ok(Some(Snapshot { awaits_deletion: true, ..earlier.unwrap_or_default() }));
        }
        let mut versions = Vec::new();
        for (id, stages) in described["VersionIdsToStages"].as_object().into_iter().flatten() {
            let read = self.call("GetSecretValue", &json!({ "SecretId": name, "VersionId": id })).await?;
            let stages = stages.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
            versions.extend(content(&read).map(|content| Version { id: id.clone(), stages, content }));
        }
        Ok(Some(Snapshot { versions, awaits_deletion: false }))
    }

    /// Creates the secret as it was. Each label is on one version, so that none moves on its own.
    pub(super) async fn restore(&self, name: &str, snapshot: &Snapshot) -> Result<(), Refusal> {
        self.call("CreateSecret", &json!({ "Name": name })).await?;
        for Version { id, stages, content } in &snapshot.versions {
            let mut version = json!({ "SecretId": name, "ClientRequestToken": id, "VersionStages": stages });
            match content {
                Content::SecretString(text) => version["SecretString"] = json!(text),
                Content::SecretBinary(bytes) => version["SecretBinary"] = json!(bytes),
            }
            self.call("PutSecretValue", &version).await?;
        }
        if snapshot.awaits_deletion {
            self.call("DeleteSecret", &json!({ "SecretId": name })).await?;
        }
        Ok(())
    }
}

fn content(read: &Value) -> Option<Content> {
    let text = |key: &str| read[key].as_str().map(str::to_owned);
    text("SecretString").map(Content::SecretString).or_else(|| text("SecretBinary").map(Content::SecretBinary))
}
