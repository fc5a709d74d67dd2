use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ConditionCheck, GlobalSecondaryIndex, KeySchemaElement, KeyType, KeysAndAttributes,
    Projection, ProjectionType, Put, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure, ScalarAttributeType,
    TimeToLiveSpecification, TransactWriteItem, Update, WriteRequest,
};

use crate::endpoint::{Endpoint, INDEX, code};

const PARTITION: &str = "acme#1";

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: &str) -> AttributeValue {
    AttributeValue::N(value.into())
}

fn key_of(sk: &str) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".into(), text(PARTITION)), ("sk".into(), text(sk))])
}

/// A table of items by `pk` and `sk`, with an index of those that are listed somewhere.
async fn table(endpoint: &Endpoint) -> Client {
    let client = endpoint.tables();
    let attribute =
        |name: &str| AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap();
    let element = |name: &str, key: KeyType| KeySchemaElement::builder().attribute_name(name).key_type(key).build().unwrap();
    let index = GlobalSecondaryIndex::builder()
        .index_name(INDEX)
        .key_schema(element("listed_in", KeyType::Hash))
        .key_schema(element("listed_at", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build());
    let create = client
        .create_table()
        .table_name(&endpoint.name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(element("pk", KeyType::Hash))
        .key_schema(element("sk", KeyType::Range))
        .global_secondary_indexes(index.build().unwrap());
    let create = ["pk", "sk", "listed_in", "listed_at"].iter().fold(create, |create, name| create.attribute_definitions(attribute(name)));
    create.send().await.unwrap();
    client
}

async fn put(client: &Client, table: &str, sk: &str, more: &[(&str, AttributeValue)]) {
    let item = client.put_item().table_name(table).set_item(Some(key_of(sk)));
    more.iter().fold(item, |item, (name, value)| item.item(*name, value.clone())).send().await.unwrap();
}

async fn get(client: &Client, table: &str, sk: &str) -> Option<HashMap<String, AttributeValue>> {
    client.get_item().table_name(table).set_key(Some(key_of(sk))).consistent_read(true).send().await.unwrap().item
}

/// The `sk`s of each page.
async fn pages(query: aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder) -> Vec<String> {
    let mut pages = query.into_paginator().send();
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        read.push(page.unwrap().items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect::<Vec<_>>().join(""));
    }
    read
}

fn put_new(table: &str, sk: &str) -> TransactWriteItem {
    let put = Put::builder().table_name(table).set_item(Some(key_of(sk))).condition_expression("attribute_not_exists(pk)");
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

fn count(table: &str) -> TransactWriteItem {
    let update = Update::builder().table_name(table).set_key(Some(key_of("count"))).update_expression("ADD n :one");
    TransactWriteItem::builder().update(update.expression_attribute_values(":one", number("1")).build().unwrap()).build()
}

#[tokio::test]
async fn a_conditional_write_succeeds_once() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    let write = || {
        let item = client.put_item().table_name(&endpoint.name).set_item(Some(key_of("run")));
        item.condition_expression("attribute_not_exists(pk)").send()
    };
    assert_eq!(code(&write().await), None);
    assert_eq!(code(&write().await), Some("ConditionalCheckFailedException"));
}

#[tokio::test]
async fn of_many_conditional_writes_at_once_one_succeeds() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    put(&client, &endpoint.name, "lease", &[("version", number("0"))]).await;
    let claim = |by: usize| {
        let update = client.update_item().table_name(&endpoint.name).set_key(Some(key_of("lease")));
        let update = update.update_expression("SET version = :next, holder = :by").condition_expression("version = :seen");
        let update = update.expression_attribute_values(":next", number("1")).expression_attribute_values(":seen", number("0"));
        update.expression_attribute_values(":by", text(&by.to_string())).send()
    };
    let claims = futures::future::join_all((0..8).map(claim)).await;
    assert_eq!(claims.iter().filter(|claim| claim.is_ok()).count(), 1);
    assert!(claims.iter().all(|claim| matches!(code(claim), None | Some("ConditionalCheckFailedException"))));
}

#[tokio::test]
async fn a_refused_condition_shows_the_item_when_asked() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    put(&client, &endpoint.name, "run", &[("status", text("done"))]).await;
    let update = client.update_item().table_name(&endpoint.name).set_key(Some(key_of("run"))).update_expression("SET n = :n");
    let update = update.condition_expression("#s = :open").expression_attribute_names("#s", "status");
    let update = update.expression_attribute_values(":n", number("1")).expression_attribute_values(":open", text("open"));
    let refused = update.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld).send().await;
    let UpdateItemError::ConditionalCheckFailedException(failed) = refused.unwrap_err().into_service_error() else {
        panic!("another error");
    };
    assert_eq!(failed.item().unwrap()["status"], text("done"));
}

#[tokio::test]
async fn an_update_makes_the_item_and_answers_with_what_was_asked() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    let add = |returned: ReturnValue| {
        let update = client.update_item().table_name(&endpoint.name).set_key(Some(key_of("count"))).update_expression("ADD n :big");
        update.expression_attribute_values(":big", number("10000000000000000000000000000000000001")).return_values(returned).send()
    };
    assert_eq!(add(ReturnValue::UpdatedOld).await.unwrap().attributes.unwrap_or_default(), HashMap::new());
    let added = add(ReturnValue::UpdatedNew).await.unwrap().attributes.unwrap();
    assert_eq!(added, HashMap::from([("n".into(), number("20000000000000000000000000000000000002"))]), "38 digits are exact");
}

#[tokio::test]
async fn a_cancelled_transaction_says_why_and_writes_nothing() {
    let endpoint = Endpoint::open().await;
    let (client, table) = (table(&endpoint).await, &endpoint.name);
    put(&client, table, "b", &[]).await;
    let refused = client.transact_write_items().transact_items(put_new(table, "a")).transact_items(put_new(table, "b")).send().await;
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = refused.unwrap_err().into_service_error() else {
        panic!("another error");
    };
    let reasons: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or_default()).collect();
    assert_eq!(reasons, ["None", "ConditionalCheckFailed"]);
    assert_eq!(get(&client, table, "a").await, None);
}

#[tokio::test]
async fn a_transaction_checks_one_item_and_writes_another() {
    let endpoint = Endpoint::open().await;
    let (client, table) = (table(&endpoint).await, &endpoint.name);
    let check = ConditionCheck::builder().table_name(table).set_key(Some(key_of("open"))).condition_expression("attribute_exists(pk)");
    let check = TransactWriteItem::builder().condition_check(check.build().unwrap()).build();
    let write = || client.transact_write_items().transact_items(check.clone()).transact_items(count(table)).send();
    assert_eq!(code(&write().await), Some("TransactionCanceledException"));
    put(&client, table, "open", &[]).await;
    assert_eq!(code(&write().await), None);
    assert_eq!(get(&client, table, "count").await.unwrap()["n"], number("1"));
}

#[tokio::test]
async fn a_transaction_sent_again_with_its_token_takes_effect_once() {
    let endpoint = Endpoint::open().await;
    let (client, table) = (table(&endpoint).await, &endpoint.name);
    let send = |items: Vec<TransactWriteItem>| {
        client.transact_write_items().set_transact_items(Some(items)).client_request_token("one-and-the-same").send()
    };
    assert_eq!(code(&send(vec![count(table)]).await), None);
    assert_eq!(code(&send(vec![count(table)]).await), None);
    assert_eq!(get(&client, table, "count").await.unwrap()["n"], number("1"));
    let other = send(vec![count(table), put_new(table, "more")]).await;
    assert_eq!(code(&other), Some("IdempotentParameterMismatchException"));
}

#[tokio::test]
async fn a_query_is_read_page_by_page_in_both_directions() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    for sk in ["a", "b", "c", "d", "e"] {
        put(&client, &endpoint.name, sk, &[]).await;
    }
    let query = client.query().table_name(&endpoint.name).key_condition_expression("pk = :p AND sk BETWEEN :from AND :to").limit(2);
    let query = query.expression_attribute_values(":p", text(PARTITION));
    let query = query.expression_attribute_values(":from", text("a")).expression_attribute_values(":to", text("e"));
    assert_eq!(pages(query.clone()).await.concat(), "abcde");
    assert_eq!(pages(query.clone()).await[..2], ["ab", "cd"]);
    assert_eq!(pages(query.scan_index_forward(false)).await[..2], ["ed", "cb"]);
}

#[tokio::test]
async fn a_limit_counts_what_is_read_and_not_what_passes_the_filter() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    for (sk, kept) in [("a", false), ("b", false), ("c", true)] {
        put(&client, &endpoint.name, sk, &[("kept", AttributeValue::Bool(kept))]).await;
    }
    let query = client.query().table_name(&endpoint.name).key_condition_expression("pk = :p").filter_expression("kept = :yes").limit(2);
    let query = query.expression_attribute_values(":p", text(PARTITION)).expression_attribute_values(":yes", AttributeValue::Bool(true));
    let first = query.clone().send().await.unwrap();
    assert_eq!((first.count(), first.scanned_count()), (0, 2));
    let rest = query.set_exclusive_start_key(first.last_evaluated_key).send().await.unwrap();
    assert_eq!(rest.items()[0]["sk"], text("c"));
}

#[tokio::test]
async fn an_index_holds_the_items_that_have_its_key() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    for (sk, list, at) in [("a", "open", "3"), ("b", "done", "1"), ("c", "open", "2"), ("d", "open", "1")] {
        let listed = [("listed_in", text(&format!("acme#{list}"))), ("listed_at", text(at))];
        put(&client, &endpoint.name, sk, &listed).await;
    }
    put(&client, &endpoint.name, "e", &[]).await;
    let open = client.query().table_name(&endpoint.name).index_name(INDEX).key_condition_expression("listed_in = :open").limit(2);
    let open = open.expression_attribute_values(":open", text("acme#open"));
    assert_eq!(pages(open.clone()).await.concat(), "dca");
    assert_eq!(pages(open.clone().scan_index_forward(false)).await[0], "ac");
    let close = client.update_item().table_name(&endpoint.name).set_key(Some(key_of("c"))).update_expression("REMOVE listed_in");
    close.send().await.unwrap();
    assert_eq!(pages(open).await.concat(), "da");
}

#[tokio::test]
async fn a_batch_writes_and_reads_many_items() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    let write = |sk: &str| {
        let put = PutRequest::builder().set_item(Some(key_of(sk))).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    };
    let written = client.batch_write_item().request_items(&endpoint.name, ["a", "b", "c"].map(write).to_vec()).send().await.unwrap();
    assert!(written.unprocessed_items.unwrap_or_default().is_empty());
    let keys = KeysAndAttributes::builder().set_keys(Some(["a", "c", "none"].map(key_of).to_vec())).build().unwrap();
    let read = client.batch_get_item().request_items(&endpoint.name, keys).send().await.unwrap();
    let mut found: Vec<_> = read.responses.unwrap()[&endpoint.name].iter().map(|item| item["sk"].as_s().unwrap().clone()).collect();
    found.sort();
    assert_eq!(found, ["a", "c"]);
}

#[tokio::test]
async fn a_table_expires_items_by_the_attribute_it_is_told() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    let expiry = TimeToLiveSpecification::builder().attribute_name("ttl").enabled(true).build().unwrap();
    client.update_time_to_live().table_name(&endpoint.name).time_to_live_specification(expiry).send().await.unwrap();
    let described = client.describe_time_to_live().table_name(&endpoint.name).send().await.unwrap();
    let ttl = described.time_to_live_description.unwrap();
    assert_eq!((ttl.attribute_name.as_deref(), ttl.time_to_live_status.unwrap().as_str()), (Some("ttl"), "ENABLED"));
}

#[tokio::test]
async fn what_dynamodb_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let client = table(&endpoint).await;
    let item = |sk| client.put_item().table_name(&endpoint.name).item("pk", text(PARTITION)).item("sk", sk);
    assert_eq!(code(&item(number("1")).send().await), Some("ValidationException"), "a key of another type");
    assert_eq!(code(&item(text("")).send().await), Some("ValidationException"), "an empty key");
    assert_eq!(
        code(&item(text("x")).item("set", AttributeValue::Ss(Vec::new())).send().await),
        Some("ValidationException"),
        "an empty set"
    );
    let unknown = item(text("x")).condition_expression("nonsense(").send().await;
    assert_eq!(code(&unknown), Some("ValidationException"), "a condition that does not parse");
    let large = item(text("x")).item("text", text(&"x".repeat(410 * 1_024))).send().await;
    assert_eq!(code(&large), Some("ValidationException"), "an item beyond 400 KiB");
    let twice = client.transact_write_items().transact_items(count(&endpoint.name)).transact_items(count(&endpoint.name)).send().await;
    assert_eq!(code(&twice), Some("ValidationException"), "one item twice in a transaction");
    let missing = client.get_item().table_name(&endpoint.other).set_key(Some(key_of("x"))).send().await;
    assert_eq!(code(&missing), Some("ResourceNotFoundException"), "a table that is not there");
}
