//! What cannot be a memory, and what names none.

use http::StatusCode;
use serde_json::json;

use super::Shelf;

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
        (r#"{"key":"k","value":}"#, "400 malformed_json body"),
        (r#"{"key":"k","value":01}"#, "400 malformed_json body"),
        (r#"{"key":"k","value":1,"value":2}"#, "422 invalid_field value"),
        (r#"{"key":"\ud800","value":1}"#, "400 malformed_json body"),
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
