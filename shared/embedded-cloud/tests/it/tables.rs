use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use genesis_embedded_cloud::{Api, EmbeddedCloud};

use crate::support::{code, ephemeral, tenant};

const ACTIONS: &[&str] = &["PutItem", "GetItem", "Query", "TransactWriteItems", "DescribeTimeToLive"];

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

async fn runs(cloud: &EmbeddedCloud) -> Client {
    cloud.create_table("runs").await.unwrap();
    tenant("acme").may(Api::DynamoDb, "runs", ACTIONS).dynamodb(cloud)
}

async fn put(client: &Client, pk: &str, sk: &str) {
    client.put_item().table_name("runs").item("pk", text(pk)).item("sk", text(sk)).send().await.unwrap();
}

fn put_new(pk: &str, sk: &str) -> TransactWriteItem {
    let put = Put::builder().table_name("runs").item("pk", text(pk)).item("sk", text(sk)).condition_expression("attribute_not_exists(pk)");
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

#[tokio::test]
async fn a_conditional_write_succeeds_once() {
    let cloud = ephemeral().await;
    let client = runs(&cloud).await;
    let write = || {
        let item = client.put_item().table_name("runs").item("pk", text("acme#1")).item("sk", text("run"));
        item.condition_expression("attribute_not_exists(pk)").send()
    };
    assert_eq!(code(&write().await), None);
    assert_eq!(code(&write().await), Some("ConditionalCheckFailedException"));
}

#[tokio::test]
async fn a_cancelled_transaction_says_why_and_writes_nothing() {
    let cloud = ephemeral().await;
    let client = runs(&cloud).await;
    put(&client, "acme#1", "b").await;
    let refused = client.transact_write_items().transact_items(put_new("acme#1", "a")).transact_items(put_new("acme#1", "b")).send().await;
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = refused.unwrap_err().into_service_error() else {
        panic!("another error");
    };
    let reasons: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or_default()).collect();
    assert_eq!(reasons, ["None", "ConditionalCheckFailed"]);
    let first = client.get_item().table_name("runs").key("pk", text("acme#1")).key("sk", text("a")).send().await.unwrap();
    assert_eq!(first.item, None);
}

#[tokio::test]
async fn a_query_is_read_page_by_page() {
    let cloud = ephemeral().await;
    let client = runs(&cloud).await;
    for sk in ["a", "b", "c", "d", "e"] {
        put(&client, "acme#1", sk).await;
    }
    let query =
        client.query().table_name("runs").key_condition_expression("pk = :p").expression_attribute_values(":p", text("acme#1")).limit(2);
    let mut pages = query.into_paginator().send();
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        read.push(page.unwrap().items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect::<Vec<_>>().join(""));
    }
    assert_eq!(read, ["ab", "cd", "e"]);
}

#[tokio::test]
async fn tables_expire_items_by_ttl_and_creating_one_twice_is_fine() {
    let cloud = ephemeral().await;
    let client = runs(&cloud).await;
    cloud.create_table("runs").await.unwrap();
    let described = client.describe_time_to_live().table_name("runs").send().await.unwrap();
    let ttl = described.time_to_live_description.unwrap();
    assert_eq!((ttl.attribute_name.as_deref(), ttl.time_to_live_status.unwrap().as_str()), (Some("ttl"), "ENABLED"));
}

#[tokio::test]
async fn a_malformed_request_is_named_as_dynamodb_names_it() {
    let cloud = ephemeral().await;
    let client = runs(&cloud).await;
    let item = |pk| client.put_item().table_name("runs").item("pk", text("acme#1")).item("sk", pk);
    assert_eq!(code(&item(AttributeValue::N("1".into())).send().await), Some("ValidationException"), "a key of another type");
    assert_eq!(code(&item(AttributeValue::Ss(Vec::new())).send().await), Some("ValidationException"), "an empty set");
    let unknown = item(text("x")).condition_expression("nonsense(").send().await;
    assert_eq!(code(&unknown), Some("ValidationException"), "a condition that does not parse");
}
