//! What a key may be, whom it serves and where.

use genesis_core::{Guard, Idempotency, Method as Verb, Scope, Trigger};
use genesis_local::{functions, openapi};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, body, documents, is_replayed, question, told};
use crate::house::{SEARCH, START, items};

#[tokio::test]
async fn a_key_is_one_header_of_visible_ascii() {
    let desk = Desk::open().await;
    let long = "k".repeat(256);
    for keys in [vec![""], vec![&long], vec!["a,b"], vec!["a b"], vec!["a\tb"], vec!["é"], vec!["🦀"], vec!["a", "b"], vec!["a", "a"]] {
        let headers: Vec<_> = keys.iter().map(|key| ("idempotency-key", *key)).collect();
        let answer = desk.send(&desk.tenant.key, START, &headers, &question()).await;
        assert_eq!(told(&answer), "422 invalid_idempotency_key Idempotency-Key", "{keys:?}");
    }
    assert_eq!(desk.created(&desk.tenant).await, 0);
    for key in ["k", &long[1..], "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "#", "a#b"] {
        let [one, two] = [desk.post(START, key, &question()).await, desk.post(START, key, &question()).await];
        assert_eq!((one.status(), is_replayed(&one), is_replayed(&two)), (StatusCode::CREATED, false, true), "{key}");
    }
}

#[tokio::test]
async fn a_key_opens_nothing_to_whoever_may_not_call() {
    let desk = Desk::open().await;
    desk.post(START, "order-1", &question()).await;
    let unscoped = desk.tenant.key_for(desk.house.operator(), &[Scope::ManageMemory]).await.unwrap();
    for (api_key, expected) in [(unscoped.as_str(), "403 missing_scope -"), ("", "401 unauthenticated -")] {
        for (key, new) in [("order-1", question()), ("order-1", documents()), ("order-2", question()), ("", question())] {
            let answer = desk.send(api_key, START, &[("idempotency-key", key)], &new).await;
            assert_eq!((told(&answer).as_str(), is_replayed(&answer)), (expected, false), "{key}");
        }
    }
    assert_eq!(
        desk.post(START, "order-2", &json!({ "query": "Who?" })).await.status(),
        StatusCode::CREATED,
        "a refused caller holds no key"
    );
}

#[tokio::test]
async fn an_endpoint_that_creates_nothing_ignores_the_header() {
    let desk = Desk::open().await;
    let path = format!("{SEARCH}?query=ants");
    let search = async || desk.house.send(Method::GET, &path, &[("x-api-key", &desk.tenant.key), ("idempotency-key", "a,b")], "").await;
    let before = search().await;
    desk.house.teach(&desk.tenant, items(&documents()["documents"])).await;
    let after = search().await;
    assert_eq!([before.status(), after.status()], [StatusCode::OK; 2]);
    assert_eq!([&before, &after].map(|found| items(&body(found)["passages"]).len()), [0, 1]);
}

/// What answers with a secret that is told this once: no answer is kept.
const TOLD_ONCE: [&str; 9] = [
    "accept-invitation",
    "add-user",
    "create-api-key",
    "create-platform-key",
    "create-tenant",
    "enrol-second-factor",
    "open-session",
    "renew-invitation",
    "rotate-api-key",
];

#[test]
fn every_post_that_creates_takes_a_key_and_says_so() {
    let document: Value = serde_json::from_str(&openapi()).unwrap();
    for function in functions() {
        let (name, Trigger::Http(route)) = (function.declaration.name, function.declaration.trigger) else { continue };
        let creates = route.method == Verb::Post && matches!(route.success, 201 | 202) && !TOLD_ONCE.contains(&name);
        assert_eq!(route.idempotency == Idempotency::Keyed, creates, "{name}: declare whether its requests take a key");
        assert!(!creates || route.guard != Guard::Public, "{name}: keys belong to a tenant");
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let is_described = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
        assert_eq!(is_described, creates, "{name}");
        assert!(!creates || operation["responses"]["409"].is_object(), "{name}: tell of the conflict");
    }
}
