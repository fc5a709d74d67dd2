use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName,
    SendMessageBatchRequestEntry,
};

use crate::endpoint::{Endpoint, within};

async fn queue(client: &Client, name: &str, attributes: &[(QueueAttributeName, &str)]) -> String {
    let create = client.create_queue().queue_name(name);
    let create = attributes.iter().fold(create, |create, (name, value)| create.attributes(name.clone(), *value));
    create.send().await.unwrap().queue_url.unwrap()
}

async fn send(client: &Client, url: &str, body: &str) {
    client.send_message().queue_url(url).message_body(body).send().await.unwrap();
}

/// The next message, invisible for `visibility` seconds from now; waits for one.
async fn next(client: &Client, url: &str, visibility: i32) -> Message {
    let receive = client.receive_message().queue_url(url).wait_time_seconds(20).visibility_timeout(visibility);
    let receive = receive.message_attribute_names("All").message_system_attribute_names(MessageSystemAttributeName::All);
    within(receive.send()).await.unwrap().messages.unwrap_or_default().remove(0)
}

/// What can be had at once.
async fn at_once(client: &Client, url: &str) -> Vec<Message> {
    let receive = client.receive_message().queue_url(url).wait_time_seconds(0).max_number_of_messages(10).visibility_timeout(0);
    receive.send().await.unwrap().messages.unwrap_or_default()
}

/// How many messages the queue has, those in hand included.
async fn held(client: &Client, url: &str) -> u32 {
    let described = client.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All).send().await.unwrap();
    let attributes = described.attributes.unwrap();
    [QueueAttributeName::ApproximateNumberOfMessages, QueueAttributeName::ApproximateNumberOfMessagesNotVisible]
        .map(|name| attributes[&name].parse::<u32>().unwrap())
        .iter()
        .sum()
}

fn receives(message: &Message) -> &str {
    &message.attributes().unwrap()[&MessageSystemAttributeName::ApproximateReceiveCount]
}

#[tokio::test]
async fn a_message_arrives_as_it_was_sent() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let url = queue(&client, &endpoint.name, &[]).await;
    let trace = MessageAttributeValue::builder().data_type("String").string_value("t-1").build().unwrap();
    let sent = client.send_message().queue_url(&url).message_body("hello").message_attributes("trace", trace).send().await.unwrap();
    let message = next(&client, &url, 30).await;
    assert_eq!((message.message_id(), message.body()), (sent.message_id(), Some("hello")));
    assert_eq!(message.md5_of_body(), Some("5d41402abc4b2a76b9719d911017c592"));
    assert_eq!(message.message_attributes().unwrap()["trace"].string_value(), Some("t-1"));
    assert_eq!(receives(&message), "1");
}

#[tokio::test]
async fn a_message_in_hand_is_invisible_until_its_time_is_over() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let url = queue(&client, &endpoint.name, &[]).await;
    send(&client, &url, "work").await;
    let taken = next(&client, &url, 600).await;
    assert!(at_once(&client, &url).await.is_empty());
    let give_back = client.change_message_visibility().queue_url(&url).receipt_handle(taken.receipt_handle().unwrap());
    give_back.visibility_timeout(0).send().await.unwrap();
    let again = next(&client, &url, 600).await;
    assert_eq!((again.body(), receives(&again)), (Some("work"), "2"));
}

#[tokio::test]
async fn a_deleted_message_does_not_come_back() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let url = queue(&client, &endpoint.name, &[]).await;
    send(&client, &url, "done").await;
    let message = next(&client, &url, 600).await;
    assert_eq!(held(&client, &url).await, 1);
    for _ in 0..2 {
        client.delete_message().queue_url(&url).receipt_handle(message.receipt_handle().unwrap()).send().await.unwrap();
    }
    assert_eq!(held(&client, &url).await, 0);
}

#[tokio::test]
async fn a_message_received_too_often_moves_to_the_dead_letter_queue() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let dead = queue(&client, &endpoint.other, &[]).await;
    let described = client.get_queue_attributes().queue_url(&dead).attribute_names(QueueAttributeName::QueueArn).send().await.unwrap();
    let arn = &described.attributes().unwrap()[&QueueAttributeName::QueueArn];
    let policy = serde_json::json!({ "deadLetterTargetArn": arn, "maxReceiveCount": 2 }).to_string();
    let url = queue(&client, &endpoint.name, &[(QueueAttributeName::RedrivePolicy, &policy)]).await;
    send(&client, &url, "poison").await;
    for count in ["1", "2"] {
        assert_eq!(receives(&next(&client, &url, 0).await), count);
    }
    assert!(at_once(&client, &url).await.is_empty());
    assert_eq!(next(&client, &dead, 600).await.body(), Some("poison"));
}

#[tokio::test]
async fn a_batch_is_sent_received_and_deleted_entry_by_entry() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let url = queue(&client, &endpoint.name, &[]).await;
    let entry = |id: &str| SendMessageBatchRequestEntry::builder().id(id).message_body(id).build().unwrap();
    let entries = ["a", "b", "c"].map(entry).to_vec();
    let sent = client.send_message_batch().queue_url(&url).set_entries(Some(entries)).send().await.unwrap();
    assert_eq!((sent.successful().len(), sent.failed().len()), (3, 0));
    let mut deletions = Vec::new();
    for _ in 0..3 {
        let message = next(&client, &url, 600).await;
        deletions.push((message.body().unwrap().to_owned(), message.receipt_handle().unwrap().to_owned()));
    }
    deletions.sort();
    assert_eq!(deletions.iter().map(|(body, _)| body.as_str()).collect::<String>(), "abc");
    let entry = |(id, handle)| DeleteMessageBatchRequestEntry::builder().id(id).receipt_handle(handle).build().unwrap();
    let delete = client.delete_message_batch().queue_url(&url).set_entries(Some(deletions.into_iter().map(entry).collect()));
    assert_eq!(delete.send().await.unwrap().successful().len(), 3);
}

#[tokio::test]
async fn a_queue_created_again_is_the_same_unless_its_attributes_differ() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let url = queue(&client, &endpoint.name, &[(QueueAttributeName::VisibilityTimeout, "30")]).await;
    assert_eq!(queue(&client, &endpoint.name, &[(QueueAttributeName::VisibilityTimeout, "30")]).await, url);
    let other = client.create_queue().queue_name(&endpoint.name).attributes(QueueAttributeName::VisibilityTimeout, "31").send().await;
    assert!(other.unwrap_err().into_service_error().is_queue_name_exists());
}

#[tokio::test]
async fn what_sqs_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let client = endpoint.queues();
    let missing = client.get_queue_url().queue_name(&endpoint.other).send().await;
    assert!(missing.unwrap_err().into_service_error().is_queue_does_not_exist());
    let url = queue(&client, &endpoint.name, &[]).await;
    let nowhere = url.replace(&endpoint.name, &endpoint.other);
    let lost = client.send_message().queue_url(&nowhere).message_body("x").send().await;
    assert!(lost.unwrap_err().into_service_error().is_queue_does_not_exist());
}
