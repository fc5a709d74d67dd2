//! The account of what was done, and who changes it.

use cucumber::{given, then, when};
use genesis_audit::Flaw;
use genesis_core::Scope;
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{House, items, text},
    world::World,
};

const STORE: &str = "/api/v1/memory/store";

/// A tenant whose audit has something in it.
pub struct Audited {
    house: House,
    tenant: Demo,
    events: Vec<Value>,
}

#[given("a tenant for whom something was done, and something was tried that is not allowed")]
async fn audited(world: &mut World) {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let reader = tenant.key_for(house.operator(), &[Scope::ManageSecurity]).await.unwrap();
    for (key, expected) in [(&tenant.key, StatusCode::CREATED), (&reader, StatusCode::FORBIDDEN), (&tenant.key, StatusCode::CREATED)] {
        let headers = [("x-api-key", key.as_str()), ("content-type", "application/json"), ("user-agent", "program/1.0")];
        let answer = house.send(Method::POST, STORE, &headers, r#"{"key":"k","value":1}"#).await;
        assert_eq!(answer.status(), expected);
    }
    world.audited = Some(Audited { house, tenant, events: Vec::new() });
}

#[when("the audit is read")]
async fn read(world: &mut World) {
    let audited = told(world);
    let (status, found) = audited.house.get(&audited.tenant.key, "/api/v1/security/events").await;
    assert_eq!(status, StatusCode::OK, "{found}");
    audited.events = items(&found["events"]).to_vec();
}

#[then("each of its events tells when, who, what, on what, with what result, from where and with which program")]
fn seven_fields(world: &mut World) {
    let audited = told(world);
    let results: Vec<&str> = audited.events.iter().map(|event| text(&event["result"])).collect();
    assert_eq!(results, ["done", "missing_scope", "done"]);
    for event in &audited.events {
        let rest = ["user_id", "action", "resource", "ip_address", "user_agent"].map(|field| text(&event[field]).to_owned());
        let owner = audited.tenant.owner.to_string();
        assert_eq!(rest, [owner.as_str(), "store-memory", "POST /api/v1/memory/store", "127.0.0.1", "program/1.0"]);
        assert!(text(&event["timestamp"]).ends_with('Z'), "{event}");
    }
}

#[when("the audit is sealed")]
async fn seal(world: &mut World) {
    let audited = told(world);
    audited.house.seal(&audited.tenant).await;
}

#[then("nothing in it was changed")]
async fn intact(world: &mut World) {
    let audited = told(world);
    let report = audited.house.verified(&audited.tenant).await;
    assert_eq!((report.intact, report.tail.len(), report.flaws), (3, 0, vec![]));
}

#[then(expr = "each of its records is kept for {int} days")]
async fn kept_for(world: &mut World, days: i64) {
    let audited = told(world);
    let now = audited.house.operator().clock().now();
    for kept in audited.house.trail(&audited.tenant).await.records {
        let found =
            audited.house.reach_in(&audited.tenant, "GetItem", &json!({ "TableName": "security", "Key": key(audited, &kept.place) })).await;
        let until: i64 = text(&found["Item"]["ttl"]["N"]).parse().unwrap();
        // Sealed a moment ago.
        assert!(until * 1_000 > now.0 + days * 86_400_000 - 60_000, "{found}");
    }
}

#[when("somebody alters one record and removes another")]
async fn tamper(world: &mut World) {
    let audited = told(world);
    let records = audited.house.trail(&audited.tenant).await.records;
    let reach = async |operation, request: Value| audited.house.reach_in(&audited.tenant, operation, &request).await;
    let found = reach("GetItem", json!({ "TableName": "security", "Key": key(audited, &records[0].place) })).await;
    let mut item = found["Item"].clone();
    item["record"]["S"] = text(&item["record"]["S"]).replace("store-memory", "search-memory").into();
    reach("PutItem", json!({ "TableName": "security", "Item": item })).await;
    reach("DeleteItem", json!({ "TableName": "security", "Key": key(audited, &records[2].place) })).await;
}

#[then("both are found, by their numbers")]
async fn found(world: &mut World) {
    let audited = told(world);
    let report = audited.house.verified(&audited.tenant).await;
    let [Flaw::Altered { sequence: 1, .. }, Flaw::Removed { sequence: 3, .. }] = report.flaws[..] else { panic!("{report:?}") };
}

fn key(audited: &Audited, place: &str) -> Value {
    json!({ "pk": { "S": format!("{}#audit", audited.tenant.tenant) }, "sk": { "S": place } })
}

fn told(world: &mut World) -> &mut Audited {
    world.audited.as_mut().expect("an audit was given")
}
