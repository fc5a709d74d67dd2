use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use crate::endpoint::{Endpoint, code};

async fn bucket(endpoint: &Endpoint) -> Client {
    let client = endpoint.objects();
    client.create_bucket().bucket(&endpoint.name).send().await.unwrap();
    client
}

async fn put(client: &Client, bucket: &str, key: &str, body: &'static str) {
    client.put_object().bucket(bucket).key(key).body(ByteStream::from_static(body.as_bytes())).send().await.unwrap();
}

async fn read(client: &Client, bucket: &str, key: &str) -> String {
    let object = client.get_object().bucket(bucket).key(key).send().await.unwrap();
    String::from_utf8(object.body.collect().await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn an_object_is_read_as_it_was_last_written() {
    let endpoint = Endpoint::open().await;
    let (client, bucket) = (bucket(&endpoint).await, &endpoint.name);
    put(&client, bucket, "acme/runs/1/plan.json", "a longer first plan").await;
    put(&client, bucket, "acme/runs/1/plan.json", "{\"steps\":[]}").await;
    assert_eq!(read(&client, bucket, "acme/runs/1/plan.json").await, "{\"steps\":[]}");
    let head = client.head_object().bucket(bucket).key("acme/runs/1/plan.json").send().await.unwrap();
    assert_eq!(head.content_length(), Some(12));
    let part = client.get_object().bucket(bucket).key("acme/runs/1/plan.json").range("bytes=2-6").send().await.unwrap();
    assert_eq!(part.body.collect().await.unwrap().into_bytes(), "steps");
}

#[tokio::test]
async fn a_listing_is_read_page_by_page_under_its_prefix() {
    let endpoint = Endpoint::open().await;
    let (client, bucket) = (bucket(&endpoint).await, &endpoint.name);
    for key in ["acme/a/1", "acme/a/2", "acme/a/3", "acme/a/4", "acme/a/5", "acme/b/1"] {
        put(&client, bucket, key, "x").await;
    }
    let list = client.list_objects_v2().bucket(bucket).prefix("acme/a/").max_keys(2);
    let mut pages = list.into_paginator().send();
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        read.push(page.unwrap().contents().iter().filter_map(|object| object.key()?.rsplit('/').next()).collect::<String>());
    }
    assert_eq!(read, ["12", "34", "5"]);
}

#[tokio::test]
async fn a_delimiter_folds_what_lies_deeper() {
    let endpoint = Endpoint::open().await;
    let (client, bucket) = (bucket(&endpoint).await, &endpoint.name);
    for key in ["acme/a/1", "acme/a/2", "acme/b/1", "acme/top"] {
        put(&client, bucket, key, "x").await;
    }
    let listed = client.list_objects_v2().bucket(bucket).prefix("acme/").delimiter("/").send().await.unwrap();
    assert_eq!(listed.common_prefixes().iter().filter_map(|folded| folded.prefix()).collect::<Vec<_>>(), ["acme/a/", "acme/b/"]);
    assert_eq!(listed.contents().iter().filter_map(|object| object.key()).collect::<Vec<_>>(), ["acme/top"]);
}

#[tokio::test]
async fn a_copy_stands_on_its_own() {
    let endpoint = Endpoint::open().await;
    let (client, bucket) = (bucket(&endpoint).await, &endpoint.name);
    put(&client, bucket, "acme/original", "first").await;
    client.copy_object().bucket(bucket).key("acme/copy").copy_source(format!("{bucket}/acme/original")).send().await.unwrap();
    put(&client, bucket, "acme/original", "second").await;
    assert_eq!(read(&client, bucket, "acme/copy").await, "first");
}

#[tokio::test]
async fn a_deletion_that_finds_nothing_succeeds() {
    let endpoint = Endpoint::open().await;
    let (client, bucket) = (bucket(&endpoint).await, &endpoint.name);
    for key in ["acme/1", "acme/2", "acme/3"] {
        put(&client, bucket, key, "x").await;
    }
    for _ in 0..2 {
        client.delete_object().bucket(bucket).key("acme/1").send().await.unwrap();
    }
    let many = ["acme/2", "acme/none"].map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
    let many = Delete::builder().set_objects(Some(many.to_vec())).build().unwrap();
    assert!(client.delete_objects().bucket(bucket).delete(many).send().await.unwrap().errors().is_empty());
    let left = client.list_objects_v2().bucket(bucket).prefix("acme/").send().await.unwrap();
    assert_eq!(left.contents().iter().filter_map(|object| object.key()).collect::<Vec<_>>(), ["acme/3"]);
}

#[tokio::test]
async fn what_s3_refuses_is_refused_by_name() {
    let endpoint = Endpoint::open().await;
    let client = bucket(&endpoint).await;
    let missing = client.get_object().bucket(&endpoint.name).key("acme/none").send().await;
    assert_eq!(code(&missing), Some("NoSuchKey"));
    let nowhere = client.get_object().bucket(&endpoint.other).key("acme/none").send().await;
    assert_eq!(code(&nowhere), Some("NoSuchBucket"));
    let lost = client.put_object().bucket(&endpoint.other).key("acme/x").body(ByteStream::from_static(b"x")).send().await;
    assert_eq!(code(&lost), Some("NoSuchBucket"));
    let copied =
        client.copy_object().bucket(&endpoint.name).key("acme/copy").copy_source(format!("{}/acme/none", endpoint.name)).send().await;
    assert_eq!(code(&copied), Some("NoSuchKey"));
}
