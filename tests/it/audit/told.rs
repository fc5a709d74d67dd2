use genesis_core::Scope;
use http::{Method, StatusCode};
use serde_json::json;

use super::STORE;
use crate::house::{House, OLYMPICS, SEARCH, START, items, text};

/// How often a function has written into the audit by this operation.
fn writings(house: &House, function: &str, operation: &str) -> u64 {
    let calls = house.platform.embedded().calls();
    let of = calls.iter().filter(|(call, _)| {
        call.caller == function && call.operation == operation && call.resource.split('+').any(|table| table == "security")
    });
    of.map(|(_, times)| times).sum()
}

#[tokio::test]
async fn a_change_and_its_record_are_one_transaction() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.start(&tenant, &json!({ "query": OLYMPICS })).await;
    let [event] = &house.events(&tenant, "").await[..] else { panic!("one call, one record") };
    assert_eq!(writings(&house, "start-run", "PutItem"), 0, "it came with the run");
    let told = ["user_id", "action", "resource", "result", "ip_address"].map(|field| text(&event[field]).to_owned());
    let owner = tenant.owner.to_string();
    assert_eq!(told, [owner.as_str(), "start-run", "POST /api/v1/orchestration/start", "done", "127.0.0.1"]);
    assert!(text(&event["timestamp"]).ends_with('Z'), "{event}");
    assert_eq!((text(&event["event_type"]), &event["response_code"]), ("data_modification", &json!(201)));
    assert!(text(&event["credential"]).starts_with("key:"), "{event}");
    let (status, _) = house.post(&tenant.key, &format!("/api/v1/orchestration/cancel/{run}"), &json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let newest = &house.events(&tenant, "").await[0];
    assert_eq!(text(&newest["resource"]), format!("POST /api/v1/orchestration/cancel/{run}"));
}

#[tokio::test]
async fn what_changes_something_is_told_of_and_what_only_reads_is_not() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    house.store(&tenant, "one").await;
    let (status, _) = house.get(&tenant.key, &format!("{SEARCH}?query=ants")).await;
    assert_eq!(status, StatusCode::OK);
    let events = house.events(&tenant, "").await;
    assert_eq!(events.iter().map(|event| text(&event["action"])).collect::<Vec<_>>(), ["store-memory"]);
}

#[tokio::test]
async fn a_caller_without_the_scope_is_told_of_whatever_was_asked() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let key = tenant.key_for(house.operator(), &[Scope::ManageSecurity]).await.unwrap();
    assert_eq!(house.get(&key, &format!("{SEARCH}?query=ants")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(house.post(&key, STORE, &json!({ "key": "k", "value": 1 })).await.0, StatusCode::FORBIDDEN);
    let denied = house.events(&tenant, "event_type=access_denied&severity=warning").await;
    let told: Vec<_> = denied.iter().map(|event| (text(&event["action"]), text(&event["result"]), &event["response_code"])).collect();
    assert_eq!(told, [("store-memory", "missing_scope", &json!(403)), ("search-memory", "missing_scope", &json!(403))]);
}

#[tokio::test]
async fn a_change_that_was_refused_is_told_of_with_its_code() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.start(&tenant, &json!({ "query": OLYMPICS })).await;
    house.ended(&tenant, &run).await;
    let complete = format!("/api/v1/orchestration/complete/{run}");
    assert_eq!(house.post(&tenant.key, &complete, &json!({ "success": true })).await.0, StatusCode::CONFLICT);
    assert_eq!(house.post(&tenant.key, START, &json!({})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let told = house.events(&tenant, "").await;
    let told: Vec<_> = told.iter().map(|event| (text(&event["action"]), &event["response_code"])).collect();
    assert_eq!(told, [("start-run", &json!(422)), ("complete-run", &json!(409)), ("start-run", &json!(201))]);
}

#[tokio::test]
async fn a_request_that_comes_again_is_told_of_as_such() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let headers = [("x-api-key", tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "order-1")];
    for _ in 0..2 {
        let answer = house.send(Method::POST, START, &headers, json!({ "query": OLYMPICS }).to_string()).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
    }
    let told = house.events(&tenant, "").await;
    let repeated: Vec<_> = told.iter().map(|event| event["metadata"]["duplicate_request"] == true).collect();
    assert_eq!(repeated, [true, false]);
}

#[tokio::test]
async fn nobodys_words_and_no_secrets_are_in_the_audit() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let private = ["jane.roe@example.org", "078-05-1120", "4111 1111 1111 1111"];
    let agent = format!("program/1.0 of {}", private[0]);
    let headers = [("x-api-key", tenant.key.as_str()), ("content-type", "application/json"), ("user-agent", &agent)];
    let body = json!({ "key": private[0], "value": private[1], "metadata": { "card": private[2] } }).to_string();
    assert_eq!(house.send(Method::POST, STORE, &headers, body).await.status(), StatusCode::CREATED);
    let read_only = tenant.key_for(house.operator(), &[Scope::ManageSecurity]).await.unwrap();
    let path = "/api/v1/memory/retrieve/jane.roe%40example.org?namespace=078-05-1120";
    assert_eq!(house.send(Method::GET, path, &[("x-api-key", &read_only)], "").await.status(), StatusCode::FORBIDDEN);
    let event = json!({
        "event_type": "pii_detected", "severity": "error", "message": format!("seen: {}", private.join(" and ")),
        "metadata": { "card": 4_111_111_111_111_111_u64, "of": [{ "jane.roe@example.org": private[1] }] },
    });
    assert_eq!(house.post(&tenant.key, super::AUDIT, &event).await.0, StatusCode::CREATED);
    let kept: Vec<String> = house.trail(&tenant).await.records.into_iter().map(|kept| kept.text).collect();
    assert_eq!(kept.len(), 3, "{kept:?}");
    let secret = &tenant.key[21..];
    for word in private.into_iter().chain([secret, "4111111111111111", "jane", "%40"]) {
        assert!(!kept.iter().any(|text| text.contains(word)), "{word}: {kept:?}");
    }
    assert!(kept.iter().any(|text| text.contains("GET /api/v1/memory/retrieve/*")), "{kept:?}");
}

#[tokio::test]
async fn a_tenant_sees_no_events_of_another() {
    let house = House::open().await;
    let (one, other) = (house.tenant().await, house.tenant().await);
    house.store(&one, "mine").await;
    assert_eq!((house.events(&one, "").await.len(), house.events(&other, "").await.len()), (1, 0));
    assert_eq!(items(&house.get(&other.key, super::EVENTS).await.1["events"]).len(), 0);
}
