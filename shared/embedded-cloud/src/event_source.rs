//! The event source mapping: polls a queue and invokes a function with batches of messages, as Lambda does for SQS.
//!
//! What the function handled is deleted. What it did not comes back when its visibility timeout ends, until the queue's redrive policy moves it away.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::REGION;
use crate::faults::{Delivery, Faults};
use crate::functions::Functions;
use crate::sqs::{Sqs, queue_arn};
use crate::stop::Stopped;

/// The most messages SQS hands out at once.
const LARGEST_BATCH: u32 = 10;
const LONG_POLL_SECONDS: u32 = 20;

#[derive(Clone)]
pub(crate) struct EventSource {
    pub queues: Arc<Sqs>,
    pub functions: Arc<Functions>,
    pub queue: String,
    pub function: String,
    pub batch_size: u32,
    pub faults: Faults,
}

impl EventSource {
    /// Polls until the cloud stops or the queue is gone, then waits for the batches in hand.
    pub async fn run(self, max_concurrency: u32, mut stopped: Stopped) {
        let permits = Arc::new(Semaphore::new(usize::try_from(max_concurrency).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS)));
        let mut batches = JoinSet::new();
        loop {
            let (permit, messages) = tokio::select! {
                () = stopped.wait() => break,
                Some(next) = self.next(&permits) => next,
                else => break,
            };
            while batches.try_join_next().is_some() {}
            if !messages.is_empty() {
                batches.spawn(self.clone().handle(messages, permit));
            }
        }
        while batches.join_next().await.is_some() {}
    }

    async fn next(&self, permits: &Arc<Semaphore>) -> Option<(OwnedSemaphorePermit, Vec<Value>)> {
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        let request = json!({
            "QueueUrl": Sqs::queue_url(&self.queue),
            "MaxNumberOfMessages": self.batch_size.clamp(1, LARGEST_BATCH),
            "WaitTimeSeconds": LONG_POLL_SECONDS,
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        });
        match self.queues.call("ReceiveMessage", &request).await {
            Ok(mut received) => Some((permit, received["Messages"].as_array_mut().map(std::mem::take).unwrap_or_default())),
            Err(error) => {
                tracing::debug!(queue = self.queue, %error, "polling ended");
                None
            }
        }
    }

    async fn handle(self, messages: Vec<Value>, _permit: OwnedSemaphorePermit) {
        let (mut now, mut kept, mut late) = (Vec::new(), Vec::new(), Vec::new());
        for message in messages {
            match self.faults.of_delivery(&self.queue, message["Body"].as_str().unwrap_or_default()) {
                Delivery::Plain => now.push(message),
                Delivery::Lost => {}
                Delivery::Kept => kept.push(message),
                Delivery::Doubled => {
                    kept.push(message.clone());
                    now.push(message);
                }
                Delivery::Late(delay) => late.push((delay, message)),
            }
        }
        let late = late.into_iter().map(async |(delay, message)| {
            tokio::time::sleep(delay).await;
            self.deliver(&[message]).await;
        });
        futures::join!(self.deliver(&now), self.invoke(&kept), futures::future::join_all(late));
    }

    async fn deliver(&self, messages: &[Value]) {
        if let Some(answer) = self.invoke(messages).await {
            self.delete(handled(messages, &answer)).await;
        }
    }

    /// The function's answer; none where it failed, or there was nothing to tell it.
    async fn invoke(&self, messages: &[Value]) -> Option<Value> {
        if messages.is_empty() {
            return None;
        }
        let event = json!({ "Records": messages.iter().map(|message| record(message, &self.queue)).collect::<Vec<_>>() });
        let Some(invocation) = self.functions.invoke(&self.function, event) else {
            tracing::warn!(function = self.function, "the function of an event source is not registered");
            return None;
        };
        invocation.await.inspect_err(|error| tracing::warn!(function = self.function, %error, "a batch failed")).ok()
    }

    async fn delete(&self, messages: Vec<&Value>) {
        if messages.is_empty() {
            return;
        }
        let entry = |(index, message): (usize, &&Value)| json!({ "Id": index.to_string(), "ReceiptHandle": message["ReceiptHandle"] });
        let entries: Vec<Value> = messages.iter().enumerate().map(entry).collect();
        let request = json!({ "QueueUrl": Sqs::queue_url(&self.queue), "Entries": entries });
        if let Err(error) = self.queues.call("DeleteMessageBatch", &request).await {
            tracing::warn!(queue = self.queue, %error, "handled messages were not deleted and will come back");
        }
    }
}

/// The messages the answer does not report as failed: all without a report, none when the report names a message that was not in the batch.
fn handled<'a>(messages: &'a [Value], answer: &Value) -> Vec<&'a Value> {
    let reported: Vec<&Value> =
        answer["batchItemFailures"].as_array().into_iter().flatten().map(|failure| &failure["itemIdentifier"]).collect();
    let in_batch = |id: &&Value| messages.iter().any(|message| message["MessageId"] == **id);
    if !reported.iter().all(in_batch) {
        return Vec::new();
    }
    messages.iter().filter(|message| !reported.contains(&&message["MessageId"])).collect()
}

fn record(message: &Value, queue: &str) -> Value {
    json!({
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": message["MessageAttributes"].as_object().into_iter().flatten().map(attribute).collect::<Map<_, _>>(),
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn(queue),
        "awsRegion": REGION,
    })
}

fn attribute((name, value): (&String, &Value)) -> (String, Value) {
    let attribute = json!({
        "stringValue": value["StringValue"],
        "binaryValue": value["BinaryValue"],
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value["DataType"],
    });
    (name.clone(), attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_answer_does_not_report_was_handled() {
        let messages = [json!({ "MessageId": "a" }), json!({ "MessageId": "b" })];
        let ids =
            |answer: Value| handled(&messages, &answer).iter().map(|message| message["MessageId"].to_string()).collect::<Vec<_>>().join("");
        let report = |id: Value| json!({ "batchItemFailures": [{ "itemIdentifier": id }] });
        for (answer, expected) in [
            (Value::Null, r#""a""b""#),
            (json!({}), r#""a""b""#),
            (json!({ "batchItemFailures": [] }), r#""a""b""#),
            (report(json!("a")), r#""b""#),
            (report(json!("unknown")), ""),
            (report(json!("")), ""),
            (report(Value::Null), ""),
        ] {
            assert_eq!(ids(answer.clone()), expected, "{answer}");
        }
    }
}
