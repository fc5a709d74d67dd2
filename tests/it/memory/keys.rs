//! Every key that is taken leads back to its value.

use http::StatusCode;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;
use tokio::runtime::Runtime;

use super::{STORE, Shelf, encoded};

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
