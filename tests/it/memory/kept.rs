//! What is stored is read back, by its namespace and its tenant alone, until its time is over.

use futures::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{CLEANUP, STORE, Shelf};
use crate::house::text;

#[tokio::test]
async fn what_is_stored_is_read_back_and_each_access_is_counted() {
    let shelf = Shelf::open().await;
    let stored = shelf.store(json!({ "key": "colour", "value": { "is": ["red", null] }, "ttl": 60, "metadata": { "by": "me" } })).await;
    assert!(stored["success"] == true && stored["memory_id"].is_string(), "{stored}");
    let expires_at = "2100-01-01T00:01:00.000Z";
    assert_eq!((text(&stored["key"]), text(&stored["namespace"]), text(&stored["expires_at"])), ("colour", "default", expires_at));
    for count in 1..=3 {
        shelf.millis_later(count);
        let expected = json!({
            "success": true, "key": "colour", "namespace": "default", "value": { "is": ["red", null] }, "metadata": { "by": "me" },
            "access_count": count, "last_accessed": format!("2100-01-01T00:00:00.00{count}Z"), "expires_at": expires_at,
        });
        assert_eq!(shelf.retrieve("colour").await, (StatusCode::OK, expected));
    }
}

#[tokio::test]
async fn storing_again_replaces_the_value_and_begins_to_count_anew() {
    let shelf = Shelf::open().await;
    let first = shelf.store(json!({ "key": "k", "value": 1, "ttl": 1, "metadata": { "a": 1 } })).await;
    shelf.retrieve("k").await;
    let second = shelf.store(json!({ "key": "k", "value": null })).await;
    assert_eq!(first["memory_id"], second["memory_id"]);
    shelf.millis_later(1_000_000);
    let (_, found) = shelf.retrieve("k").await;
    assert_eq!(found["access_count"], 1);
    assert_eq!((&found["value"], &found["metadata"], &found["expires_at"]), (&Value::Null, &json!({}), &Value::Null));
}

#[tokio::test]
async fn accesses_at_the_same_time_are_all_counted() {
    let shelf = Shelf::open().await;
    shelf.store(json!({ "key": "k", "value": 1 })).await;
    let mut counts: Vec<_> =
        join_all((0..20).map(|_| shelf.retrieve("k"))).await.into_iter().map(|(_, found)| found["access_count"].as_u64()).collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).map(Some).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_memory_is_gone_at_the_very_moment_its_time_is_over() {
    let shelf = Shelf::open().await;
    shelf.store(json!({ "key": "k", "value": 1, "ttl": 2 })).await;
    shelf.millis_later(1_999);
    assert_eq!(shelf.value("k").await, Some(json!(1)));
    shelf.millis_later(2_000);
    assert_eq!(shelf.retrieve("k").await.0, StatusCode::NOT_FOUND);
    shelf.store(json!({ "key": "k", "value": 2, "ttl": 1 })).await;
    let (_, found) = shelf.retrieve("k").await;
    assert_eq!((&found["value"], &found["access_count"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn namespaces_are_apart() {
    let shelf = Shelf::open().await;
    for (namespace, key) in [("default", "b"), ("a", "b"), ("a#b", "c"), ("a", "b#c"), ("é &=?/", "b")] {
        shelf.store(json!({ "key": key, "namespace": namespace, "value": format!("{namespace}: {key}") })).await;
    }
    for (path, expected) in [
        ("b", Some("default: b")),
        ("b?namespace=default", Some("default: b")),
        ("b?namespace=a", Some("a: b")),
        ("c?namespace=a%23b", Some("a#b: c")),
        ("b%23c?namespace=a", Some("a: b#c")),
        ("b?namespace=%C3%A9%20%26%3D%3F%2F", Some("é &=?/: b")),
        ("c?namespace=a", None),
        ("b?namespace=B", None),
    ] {
        assert_eq!(shelf.value(path).await, expected.map(Value::from), "{path}");
    }
}

#[tokio::test]
async fn tenants_are_apart() {
    let shelf = Shelf::open().await;
    let other = shelf.house.tenant().await;
    shelf.store(json!({ "key": "k", "value": "ours", "ttl": 1 })).await;
    assert_eq!(shelf.house.get(&other.key, "/api/v1/memory/retrieve/k").await.0, StatusCode::NOT_FOUND);
    let (_, theirs) = shelf.house.post(&other.key, STORE, &json!({ "key": "k", "value": "theirs", "ttl": 1 })).await;
    assert_ne!(shelf.store(json!({ "key": "k", "value": "ours", "ttl": 1 })).await["memory_id"], theirs["memory_id"]);
    assert_eq!(shelf.value("k").await, Some(json!("ours")));
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    let (_, cleaned) = shelf.house.call(Method::DELETE, CLEANUP, &other.key, &Value::Null).await;
    assert_eq!(cleaned["deleted_count"], 1);
}

#[tokio::test]
async fn a_value_is_kept_to_the_letter() {
    let shelf = Shelf::open().await;
    let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let longest = format!("\"{}\"", "x".repeat(64 * 1024 - 2));
    for value in [
        "null",
        "false",
        "\"\"",
        "{}",
        "[]",
        "{\"\":{}}",
        "123456789012345678901234567890.123456789",
        "-0.0",
        "1E+300",
        "1.50",
        "{\"b\":1,\"a\":2,\"b\":3}",
        "[ 1,\n\t2 ]",
        "\"\\u0000\\ud83d\\udddd\\/🗝\\n\"",
        &nested,
        &longest,
    ] {
        let body = format!(r#"{{"key":"k","metadata":{{"n":1e+99}},"value":{value}}}"#);
        let headers = [("x-api-key", shelf.tenant.key.as_str()), ("content-type", "application/json")];
        let stored = shelf.house.send(Method::POST, STORE, &headers, body).await;
        assert_eq!(stored.status(), StatusCode::CREATED, "{value}");
        let found = shelf.house.send(Method::GET, "/api/v1/memory/retrieve/k", &headers, "").await;
        let found = String::from_utf8(found.into_body().to_vec()).unwrap();
        assert!(found.contains(&format!(r#""value":{value},"metadata":{{"n":1e+99}},"#)), "{value}: {found}");
    }
}
