use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::MessageAttributeValue;
use futures::FutureExt;
use genesis_embedded_cloud::{Api, DeadLetter, EmbeddedCloud, InvokeError};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::{ephemeral, platform, within};

/// A visibility of zero brings a failed message back at once, so that no test waits for time to pass.
const AT_ONCE: Duration = Duration::ZERO;
const FAILS_TWICE: DeadLetter<'static> = DeadLetter { queue: "dead", max_receives: 2 };

async fn queues(cloud: &EmbeddedCloud, dead_letter: Option<DeadLetter<'_>>) -> (Client, String, String) {
    let dead = cloud.create_queue("dead", AT_ONCE, None).await.unwrap();
    let url = cloud.create_queue("agents", AT_ONCE, dead_letter).await.unwrap();
    let both = ["SendMessage", "ReceiveMessage", "DeleteMessage"];
    (platform().may(Api::Sqs, "agents", &both).may(Api::Sqs, "dead", &both).sqs(cloud), url, dead)
}

/// Registers `agent`, which reports each event and answers as told.
fn agent(
    cloud: &EmbeddedCloud,
    answer: impl Fn(&Value) -> Result<Value, InvokeError> + Send + Sync + 'static,
) -> mpsc::UnboundedReceiver<Value> {
    let (sender, events) = mpsc::unbounded_channel();
    cloud.register_function("agent", move |event| {
        let answer = answer(&event);
        sender.send(event).unwrap();
        async move { answer }.boxed()
    });
    events
}

async fn receive(client: &Client, url: &str) -> Option<String> {
    let received = within(client.receive_message().queue_url(url).wait_time_seconds(20).send()).await.unwrap();
    received.messages().first().and_then(|message| message.body().map(str::to_owned))
}

#[tokio::test]
async fn creating_a_queue_twice_is_fine() {
    let cloud = ephemeral().await;
    let first = queues(&cloud, Some(FAILS_TWICE)).await.1;
    assert_eq!(queues(&cloud, Some(FAILS_TWICE)).await.1, first);
}

#[tokio::test]
async fn a_message_received_too_often_moves_to_the_dead_letter_queue() {
    let cloud = ephemeral().await;
    let (client, url, dead) = queues(&cloud, Some(FAILS_TWICE)).await;
    let mut events = agent(&cloud, |_| Err(InvokeError { name: "Broken".into(), cause: "always".into() }));
    client.send_message().queue_url(&url).message_body("poison").send().await.unwrap();
    cloud.attach_queue("agents", "agent", 1, 1);
    assert_eq!(receive(&client, &dead).await.as_deref(), Some("poison"));
    let counts: Vec<_> = std::iter::from_fn(|| events.try_recv().ok())
        .map(|event| event["Records"][0]["attributes"]["ApproximateReceiveCount"].clone())
        .collect();
    assert_eq!(counts, ["1", "2"]);
}

#[tokio::test]
async fn only_the_failed_part_of_a_batch_comes_back() {
    let cloud = ephemeral().await;
    let (client, url, dead) = queues(&cloud, Some(FAILS_TWICE)).await;
    let succeeded = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&succeeded);
    let _events = agent(&cloud, move |event| {
        let records = event["Records"].as_array().unwrap();
        let (failed, done): (Vec<_>, Vec<_>) = records.iter().partition(|record| record["body"] == "bad");
        seen.lock().unwrap().extend(done.iter().map(|record| record["body"].to_string()));
        Ok(json!({ "batchItemFailures": failed.iter().map(|record| json!({ "itemIdentifier": record["messageId"] })).collect::<Vec<_>>() }))
    });
    for body in ["good", "bad", "fine"] {
        client.send_message().queue_url(&url).message_body(body).send().await.unwrap();
    }
    cloud.attach_queue("agents", "agent", 10, 1);
    assert_eq!(receive(&client, &dead).await.as_deref(), Some("bad"));
    cloud.shutdown().await;
    let mut succeeded = succeeded.lock().unwrap().clone();
    succeeded.sort();
    assert_eq!(succeeded, ["\"fine\"", "\"good\""]);
}

#[tokio::test]
async fn the_event_is_the_one_lambda_sends() {
    let cloud = ephemeral().await;
    let (client, url, _) = queues(&cloud, None).await;
    let mut events = agent(&cloud, |_| Ok(Value::Null));
    cloud.attach_queue("agents", "agent", 10, 2);
    let trace = MessageAttributeValue::builder().data_type("String").string_value("t-1").build().unwrap();
    let sent = client.send_message().queue_url(&url).message_body("hello").message_attributes("trace", trace).send().await.unwrap();
    let event = within(events.recv()).await.unwrap();
    let record = &event["Records"][0];
    assert_eq!(record["messageId"].as_str(), sent.message_id());
    assert_eq!(record["body"], "hello");
    assert_eq!(record["md5OfBody"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(record["eventSource"], "aws:sqs");
    assert_eq!(record["eventSourceARN"], "arn:aws:sqs:us-east-1:000000000000:agents");
    assert_eq!(record["awsRegion"], "us-east-1");
    assert_eq!(record["messageAttributes"]["trace"]["stringValue"], "t-1");
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert!(record["attributes"]["SentTimestamp"].is_string() && record["receiptHandle"].is_string());
}

#[tokio::test]
async fn a_panic_fails_one_invocation_and_not_the_poller() {
    let cloud = ephemeral().await;
    let (client, url, dead) = queues(&cloud, Some(DeadLetter { queue: "dead", max_receives: 1 })).await;
    let mut events = agent(&cloud, |event| {
        assert_ne!(event["Records"][0]["body"], "panic", "asked to");
        Ok(Value::Null)
    });
    cloud.attach_queue("agents", "agent", 1, 1);
    client.send_message().queue_url(&url).message_body("panic").send().await.unwrap();
    assert_eq!(receive(&client, &dead).await.as_deref(), Some("panic"));
    client.send_message().queue_url(&url).message_body("calm").send().await.unwrap();
    assert_eq!(within(events.recv()).await.unwrap()["Records"][0]["body"], "calm");
}
