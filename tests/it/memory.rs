//! Values under keys: stored, read back, expired, deleted.

use futures::future::join_all;
use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::house::{Hand, House, hand_clock, text};

const STORE: &str = "/api/v1/memory/store";
const CLEANUP: &str = "/api/v1/memory/cleanup";

/// Far enough ahead that the engine, which has its own clock, holds nothing for expired.
const NOON: Timestamp = Timestamp(4_102_444_800_000);

/// A house in which time stands still, with one tenant in it.
struct Shelf {
    house: House,
    tenant: Demo,
    hand: Hand,
}

impl Shelf {
    async fn open() -> Self {
        let (hand, clock) = hand_clock();
        hand.set(NOON);
        let house = House::with(clock, Ids::random()).await;
        let tenant = house.tenant().await;
        Self { house, tenant, hand }
    }

    fn millis_later(&self, millis: i64) {
        self.hand.set(Timestamp(NOON.0 + millis));
    }

    async fn store(&self, new: Value) -> Value {
        let (status, stored) = self.house.post(&self.tenant.key, STORE, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{stored}");
        stored
    }

    async fn retrieve(&self, path: &str) -> (StatusCode, Value) {
        self.house.get(&self.tenant.key, &format!("/api/v1/memory/retrieve/{path}")).await
    }

    /// The value that is kept, if any.
    async fn value(&self, path: &str) -> Option<Value> {
        let (status, found) = self.retrieve(path).await;
        assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&status), "{found}");
        (status == StatusCode::OK).then(|| found["value"].clone())
    }

    /// How many were deleted, and whether there are more.
    async fn clean_up(&self) -> (u64, bool) {
        let (status, cleaned) = self.house.platform.call(Method::DELETE, CLEANUP, &self.tenant.key, &Value::Null).await;
        assert_eq!((status, &cleaned["success"]), (StatusCode::OK, &json!(true)), "{cleaned}");
        (cleaned["deleted_count"].as_u64().unwrap(), cleaned["more"].as_bool().unwrap())
    }

    /// `status code field` of a refused store.
    async fn refused(&self, body: impl Into<bytes::Bytes>) -> String {
        let headers = [("x-api-key", self.tenant.key.as_str()), ("content-type", "application/json")];
        let answer = self.house.send(Method::POST, STORE, &headers, body).await;
        let problem: Value = serde_json::from_slice(answer.body()).unwrap();
        let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
        format!("{} {} {field}", answer.status().as_u16(), text(&problem["code"]))
    }
}

fn encoded(key: &str) -> String {
    utf8_percent_encode(key, NON_ALPHANUMERIC).to_string()
}

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
    let (_, cleaned) = shelf.house.platform.call(Method::DELETE, CLEANUP, &other.key, &Value::Null).await;
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

#[tokio::test]
async fn what_is_wrong_is_named_and_not_stored() {
    let shelf = Shelf::open().await;
    for (body, expected) in [
        (json!({ "value": 1 }), "422 invalid_field key"),
        (json!({ "key": "k" }), "422 invalid_field value"),
        (json!({ "key": null, "value": 1 }), "422 invalid_field key"),
        (json!({ "key": 7, "value": 1 }), "422 invalid_field key"),
        (json!({ "key": "", "value": 1 }), "422 invalid_key key"),
        (json!({ "key": "x".repeat(256), "value": 1 }), "422 invalid_key key"),
        (json!({ "key": "a\u{0}", "value": 1 }), "422 invalid_key key"),
        (json!({ "key": "who?", "value": 1 }), "422 invalid_key key"),
        (json!({ "key": "a/../b", "value": 1 }), "422 invalid_key key"),
        (json!({ "key": "k", "value": 1, "namespace": "" }), "422 invalid_namespace namespace"),
        (json!({ "key": "k", "value": 1, "namespace": "x".repeat(101) }), "422 invalid_namespace namespace"),
        (json!({ "key": "k", "value": 1, "namespace": "a\nb" }), "422 invalid_namespace namespace"),
        (json!({ "key": "k", "value": 1, "namespace": {} }), "422 invalid_field namespace"),
        (json!({ "key": "k", "value": 1, "ttl": 0 }), "422 ttl_out_of_range ttl"),
        (json!({ "key": "k", "value": 1, "ttl": 3_153_600_001_u64 }), "422 ttl_out_of_range ttl"),
        (json!({ "key": "k", "value": 1, "ttl": u64::MAX }), "422 ttl_out_of_range ttl"),
        (json!({ "key": "k", "value": 1, "ttl": -1 }), "422 invalid_field ttl"),
        (json!({ "key": "k", "value": 1, "ttl": 1.5 }), "422 invalid_field ttl"),
        (json!({ "key": "k", "value": 1, "ttl": "60" }), "422 invalid_field ttl"),
        (json!({ "key": "k", "value": 1, "metadata": [] }), "422 invalid_metadata metadata"),
        (json!({ "key": "k", "value": 1, "metadata": "{}" }), "422 invalid_metadata metadata"),
        (json!({ "key": "k", "value": 1, "metadata": { "a": "x".repeat(16 * 1024) } }), "413 metadata_too_large metadata"),
        (json!({ "key": "k", "value": "x".repeat(64 * 1024 - 1) }), "413 value_too_large value"),
        (json!({ "key": "k", "value": "x".repeat(96 * 1024) }), "413 body_too_large -"),
        (json!({ "key": "k", "value": 1, "colour": "red" }), "422 invalid_field colour"),
        (json!([]), "422 invalid_field body"),
    ] {
        assert_eq!(shelf.refused(body.to_string()).await, expected, "{body:.80}");
    }
    for (body, expected) in [
        (r#"{"key":"k","value":}"#, "400 malformed_json -"),
        (r#"{"key":"k","value":01}"#, "400 malformed_json -"),
        (r#"{"key":"k","value":1,"value":2}"#, "422 invalid_field value"),
        (r#"{"key":"\ud800","value":1}"#, "400 malformed_json -"),
    ] {
        assert_eq!(shelf.refused(body).await, expected, "{body}");
    }
    assert_eq!(shelf.value("k").await, None);
    let (status, problem) = shelf.retrieve("k?namespace=").await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("namespace")));
    let (status, problem) = shelf.retrieve("k?name=a").await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("name")));
}

#[tokio::test]
async fn a_path_that_is_no_key_names_nothing() {
    let shelf = Shelf::open().await;
    let too_long = "x".repeat(256);
    for path in ["", "%00", "%FF", "..", "%2E%2E", "a/%2e%2e/b", ".", "%3F", too_long.as_str()] {
        assert_eq!(shelf.retrieve(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn every_key_that_can_be_stored_can_be_retrieved() {
    let runtime = Runtime::new().unwrap();
    let shelf = runtime.block_on(Shelf::open());
    let parts = prop::sample::select(vec![
        "/", "%", "%2F", "%252F", " ", "+", ".", "..", "#", "&", "=", "{key}", "\\", ";", ":", "🗝", "é", "e\u{301}", "a", "A", "?",
        "\u{7f}",
    ]);
    let key = prop_oneof!["\\PC{1,40}", prop::collection::vec(parts, 1..8).prop_map(|parts| parts.concat()), ".{255}"];
    let stored = std::cell::Cell::new(0);
    let property = |key: String| {
        let (status, answer) = runtime.block_on(shelf.house.post(&shelf.tenant.key, STORE, &json!({ "key": key, "value": key })));
        if status == StatusCode::CREATED {
            stored.set(stored.get() + 1);
            let value = runtime.block_on(shelf.value(&format!("{}?namespace=default", encoded(&key))));
            prop_assert_eq!(value, Some(json!(key)));
        } else {
            prop_assert_eq!(&answer["errors"][0]["field"], &json!("key"), "{}", answer);
        }
        Ok(())
    };
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&key, property) {
        panic!("{failure}");
    }
    assert!(stored.get() > 100, "only {} keys were stored", stored.get());
}

#[tokio::test]
async fn a_cleanup_deletes_what_has_expired_and_nothing_else() {
    let shelf = Shelf::open().await;
    for (key, ttl) in [("stays", None), ("short", Some(1)), ("longer", Some(2)), ("read", Some(1))] {
        shelf.store(json!({ "key": key, "value": key, "ttl": ttl })).await;
    }
    shelf.store(json!({ "key": "short", "value": "elsewhere", "namespace": "other", "ttl": 1 })).await;
    shelf.retrieve("read").await;
    shelf.millis_later(999);
    assert_eq!(shelf.clean_up().await, (0, false));
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (3, false));
    assert_eq!(shelf.clean_up().await, (0, false));
    assert_eq!((shelf.value("stays").await, shelf.value("longer").await), (Some(json!("stays")), Some(json!("longer"))));
    shelf.millis_later(2_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    shelf.millis_later(0);
    assert_eq!(shelf.value("longer").await, None, "it was deleted, and does not come back with the time");
    assert_eq!(shelf.value("stays").await, Some(json!("stays")));
}

#[tokio::test]
async fn a_cleanup_goes_by_the_last_time_to_live() {
    let shelf = Shelf::open().await;
    for (key, times) in
        [("longer", [Some(1), Some(5)]), ("shorter", [Some(5), Some(1)]), ("for good", [Some(1), None]), ("not for good", [None, Some(1)])]
    {
        for ttl in times {
            shelf.store(json!({ "key": key, "value": key, "ttl": ttl })).await;
        }
    }
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (2, false));
    assert_eq!(shelf.value("longer").await, Some(json!("longer")));
    shelf.millis_later(5_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    assert_eq!(shelf.value("for%20good").await, Some(json!("for good")));
}

#[tokio::test]
async fn a_memory_stored_again_and_again_is_listed_once() {
    let shelf = Shelf::open().await;
    for n in 0..101 {
        shelf.store(json!({ "key": "k", "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (1, false));
}

#[tokio::test]
async fn a_cleanup_deletes_a_hundred_at_a_time_and_says_when_there_are_more() {
    let shelf = Shelf::open().await;
    for n in 0..201 {
        shelf.store(json!({ "key": format!("{n}"), "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(60_000);
    for expected in [(100, true), (100, true), (1, false), (0, false)] {
        assert_eq!(shelf.clean_up().await, expected);
    }
}

#[tokio::test]
async fn writers_of_one_key_at_the_same_time_leave_one_memory_that_is_listed_once() {
    let shelf = Shelf::open().await;
    join_all((1..=20).map(|n| shelf.store(json!({ "key": "k", "value": n, "ttl": n })))).await;
    assert!(shelf.value("k").await.is_some());
    shelf.millis_later(20_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    shelf.millis_later(0);
    assert_eq!(shelf.value("k").await, None);
}

#[tokio::test]
async fn cleanups_at_the_same_time_count_each_memory_once() {
    let shelf = Shelf::open().await;
    for n in 0..30 {
        shelf.store(json!({ "key": format!("{n}"), "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(1_000);
    let counts = join_all((0..4).map(|_| shelf.clean_up())).await;
    assert_eq!(counts.iter().map(|(count, _)| count).sum::<u64>(), 30);
}
