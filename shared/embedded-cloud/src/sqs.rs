//! SQS in memory: queues and messages are gone when the process ends.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use rustack_sqs_core::{config::SqsConfig, handler::RustackSqsHandler, provider::RustackSqs};
use rustack_sqs_http::{dispatch::dispatch_operation, response::error_to_response, router::resolve_operation};
use serde_json::{Value, json};

use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;
use crate::reply::{Reply, gathered};
use crate::{ACCOUNT, REGION};

pub(crate) struct Sqs {
    handler: RustackSqsHandler,
    provider: Arc<RustackSqs>,
}

/// A call that SQS refused, with the error document's name and message.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {message}")]
pub(crate) struct SqsRefusal {
    pub name: String,
    pub message: String,
}

/// What becomes of messages that were received too often.
pub(crate) struct Redrive<'a> {
    pub queue: &'a str,
    pub max_receives: u32,
}

impl Sqs {
    pub fn new() -> Self {
        let config = SqsConfig {
            default_region: REGION.to_owned(),
            account_id: ACCOUNT.to_owned(),
            host: "sqs.embedded".to_owned(),
            port: 80,
            ..SqsConfig::default()
        };
        let provider = Arc::new(RustackSqs::new(config));
        Self { handler: RustackSqsHandler::new(Arc::clone(&provider)), provider }
    }

    pub async fn answer(&self, operation: &str, body: Bytes) -> Reply {
        let reply = match resolve_operation(&target(operation)) {
            Ok(operation) => dispatch_operation(&self.handler, operation, body).await,
            Err(error) => Err(error),
        };
        gathered(reply.unwrap_or_else(|error| error_to_response(&error, "embedded"))).await
    }

    /// A call of the cloud itself, which needs no permission.
    pub async fn call(&self, operation: &str, request: &Value) -> Result<Value, SqsRefusal> {
        let reply = self.answer(operation, request.to_string().into()).await;
        let document: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        if reply.status().is_success() {
            return Ok(document);
        }
        let text = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
        Err(SqsRefusal { name: text("__type"), message: text("message") })
    }

    /// Creates the queue unless it exists with the same attributes, and returns its URL.
    pub async fn create_queue(&self, name: &str, visibility: Duration, redrive: Option<Redrive<'_>>) -> Result<String, SqsRefusal> {
        let mut attributes = json!({ "VisibilityTimeout": visibility.as_secs().to_string() });
        if let Some(redrive) = redrive {
            let policy = json!({ "deadLetterTargetArn": queue_arn(redrive.queue), "maxReceiveCount": redrive.max_receives });
            attributes["RedrivePolicy"] = Value::String(policy.to_string());
        }
        let created = self.call("CreateQueue", &json!({ "QueueName": name, "Attributes": attributes })).await?;
        Ok(created["QueueUrl"].as_str().unwrap_or_default().to_owned())
    }

    /// How many messages the queue holds: waiting, delayed and in flight.
    pub async fn messages(&self, queue: &str) -> Result<u64, SqsRefusal> {
        let counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];
        let request = json!({ "QueueUrl": Self::queue_url(queue), "AttributeNames": counts });
        let document = self.call("GetQueueAttributes", &request).await?;
        let count = |name: &&str| document["Attributes"][*name].as_str().and_then(|count| count.parse::<u64>().ok());
        Ok(counts.iter().filter_map(count).sum())
    }

    /// The URL of a queue, existing or not.
    pub fn queue_url(name: &str) -> String {
        format!("http://sqs.embedded:80/{ACCOUNT}/{name}")
    }

    pub async fn shutdown(&self) {
        self.provider.shutdown_all().await;
    }
}

pub(crate) fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// A queue is named by its URL or, to look the URL up, by its name.
pub(crate) fn touches<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let by_url = request["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next());
    let queue = by_url.or_else(|| request["QueueName"].as_str());
    queue
        .map(|queue| Touch { service: Api::Sqs, operation, resource: Resource::Named(queue), keys: Keys::NoneTouched })
        .into_iter()
        .collect()
}

fn target(operation: &str) -> HeaderMap {
    let target = HeaderValue::from_str(&format!("AmazonSQS.{operation}"));
    target.map(|target| HeaderMap::from_iter([(http::HeaderName::from_static("x-amz-target"), target)])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_known_by_url_or_name_and_a_listing_touches_none() {
        let named = |request: Value| match touches("SendMessage", &request).first().map(|touch| &touch.resource) {
            Some(Resource::Named(name)) => Some(name.to_string()),
            Some(Resource::Index { .. } | Resource::AnyGranted) | None => None,
        };
        assert_eq!(named(json!({ "QueueUrl": Sqs::queue_url("agents") })).as_deref(), Some("agents"));
        assert_eq!(named(json!({ "QueueName": "agents" })).as_deref(), Some("agents"));
        assert_eq!(named(json!({})), None);
    }

    #[tokio::test]
    async fn the_url_of_a_queue_is_the_engines() {
        assert_eq!(Sqs::new().create_queue("agents", Duration::from_secs(30), None).await.unwrap(), Sqs::queue_url("agents"));
    }
}
