use bytes::Bytes;
use genesis_core::BatchId;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::Platform;
use crate::{
    Demo,
    documents::{NewDocument, calls},
};

/// Why documents did not get into the library.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("the documents were refused ({status}): {problem}")]
    Refused { status: StatusCode, problem: String },
    #[error("the documents could not be indexed")]
    NotIndexed,
}

impl Platform {
    /// Loads documents through the endpoint and waits until they are searchable.
    pub(crate) async fn load(&self, demo: &Demo, documents: Vec<NewDocument>) -> Result<(), LoadError> {
        for documents in calls(documents) {
            let (status, answer) = self.call(Method::POST, "/api/v1/memory/documents", &demo.key, &json!({ "documents": documents })).await;
            if status != StatusCode::ACCEPTED {
                return Err(LoadError::Refused { status, problem: answer["detail"].as_str().unwrap_or("no reason given").to_owned() });
            }
            let batch: BatchId = answer["batch_id"].as_str().and_then(|id| id.parse().ok()).ok_or(LoadError::NotIndexed)?;
            self.indexed(demo, batch).await?;
        }
        Ok(())
    }

    /// One JSON call, as a client makes it.
    pub async fn call(&self, method: Method, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = Request::builder().method(method).uri(path).header("x-api-key", key).header("content-type", "application/json");
        let request = request.body(body).expect("a path and header values of ours");
        let response = self.answer(request).await;
        (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
    }

    async fn indexed(&self, demo: &Demo, batch: BatchId) -> Result<(), LoadError> {
        let mut activity = self.activity();
        let documents = self.operator().documents(demo.tenant);
        loop {
            match documents.find(batch).await {
                Ok(Some(batch)) if batch.indexed_at.is_some() => return Ok(()),
                Ok(_) => {}
                Err(_) => return Err(LoadError::NotIndexed),
            }
            activity.changed().await.map_err(|_| LoadError::NotIndexed)?;
        }
    }
}
