use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use genesis_aws::Cloud;
use genesis_core::Kind;
use genesis_http::Event;
use serde_json::Value;

use crate::Failed;

/// Handles a batch's messages side by side and names those to be delivered again.
pub(crate) async fn handle_batch(cloud: &Cloud, handle: &Event<Cloud>, event: Value) -> Result<Value, Failed> {
    let begun = cloud.clock().now();
    let batch: SqsEvent = serde_json::from_value(event).map_err(|error| Failed::unreadable(&error))?;
    let handled = join_all(batch.records.into_iter().map(|message| handle_message(cloud, handle, message))).await;
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = handled.into_iter().flatten().collect();
    if !response.batch_item_failures.is_empty() {
        cloud.tell_failures(begun, response.batch_item_failures.len());
    }
    serde_json::to_value(response).map_err(|error| Failed::unreadable(&error))
}

async fn handle_message(cloud: &Cloud, handle: &Event<Cloud>, message: SqsMessage) -> Option<BatchItemFailure> {
    let id = message.message_id.unwrap_or_default();
    let body = serde_json::from_str(message.body.as_deref().unwrap_or_default()).unwrap_or(Value::Null);
    let fault = handle(cloud.clone(), body).await.err()?;
    match fault.kind() {
        Kind::Unavailable | Kind::Conflict => {
            tracing::info!(message_id = id, code = fault.code(), %fault, "a message will be delivered again")
        }
        _ => tracing::error!(message_id = id, code = fault.code(), %fault, "a message could not be handled"),
    }
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    Some(failure)
}
