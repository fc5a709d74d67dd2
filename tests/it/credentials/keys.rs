use futures::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, KEYS};
use crate::{
    house::{items, text},
    people::told,
};

#[tokio::test]
async fn a_key_may_do_no_more_than_its_creator() {
    let desk = Desk::open().await;
    let viewer = desk.viewer_with(Vec::new()).await;
    let (status, made) = desk.house.post(&viewer, KEYS, &json!({ "name": "child" })).await;
    assert_eq!((status, &made["key"]["scopes"]), (StatusCode::CREATED, &json!(["view_analytics"])), "{made}");
    let beyond = json!({ "name": "child", "scopes": ["view_analytics", "manage_agents"] });
    assert_eq!(told(desk.house.post(&viewer, KEYS, &beyond).await), "403 beyond_creator scopes");
    let child = desk.new_key(json!({ "name": "child", "scopes": ["view_analytics"] })).await;
    let (status, problem) = desk.house.get(text(&child["api_key"]), super::SEARCH).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("missing_scope")), "{problem}");
    let administrator = json!({ "name": "child", "scopes": ["administer_platform"] });
    assert_eq!(desk.house.post(&desk.tenant.key, KEYS, &administrator).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn old_and_new_secret_both_hold_until_the_overlap_ends() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "rotating" })).await;
    let old = text(&made["api_key"]).to_owned();
    let path = format!("{KEYS}/{}/rotate", text(&made["key"]["key_id"]));
    let (status, rotated) = desk.house.post(&desk.tenant.key, &path, &json!({ "overlap_seconds": 60 })).await;
    assert_eq!((status, &rotated["key"]["key_id"]), (StatusCode::CREATED, &made["key"]["key_id"]), "{rotated}");
    let new = text(&rotated["api_key"]).to_owned();
    desk.pass(59);
    assert!(desk.key_opens(&old).await && desk.key_opens(&new).await);
    desk.pass(1);
    assert!(!desk.key_opens(&old).await && desk.key_opens(&new).await);
    let (status, _) = desk.house.post(&desk.tenant.key, &path, &json!({ "overlap_seconds": 0 })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(!desk.key_opens(&new).await, "without an overlap the old secret ends at once");
}

#[tokio::test]
async fn a_second_rotation_keeps_what_the_first_promised_unless_it_ends_everything_before() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "rotating" })).await;
    let old = text(&made["api_key"]);
    let path = format!("{KEYS}/{}/rotate", text(&made["key"]["key_id"]));
    let rotate = async |seconds: u64| desk.house.post(&desk.tenant.key, &path, &json!({ "overlap_seconds": seconds })).await;
    let (_, rotated) = rotate(60).await;
    let new = text(&rotated["api_key"]);
    desk.pass(59);
    assert_eq!(told(rotate(60).await), "409 still_overlapping overlap_seconds");
    assert!(desk.key_opens(old).await && desk.key_opens(new).await);
    desk.pass(1);
    assert_eq!(told(rotate(60).await), "201");
    assert!(desk.key_opens(new).await);
    assert_eq!(told(rotate(0).await), "201");
    assert!(!desk.key_opens(new).await, "nothing before holds");
}

#[tokio::test]
async fn a_key_opens_nothing_after_its_time_or_when_it_is_revoked() {
    let desk = Desk::open().await;
    let [short, long] = [1, 2].map(|days| json!({ "name": "n", "expires_in_days": days }));
    let (short, long) = (desk.new_key(short).await, desk.new_key(long).await);
    desk.pass(24 * 60 * 60 - 1);
    assert!(desk.key_opens(text(&short["api_key"])).await);
    desk.pass(1);
    assert!(!desk.key_opens(text(&short["api_key"])).await && desk.key_opens(text(&long["api_key"])).await);
    let path = format!("{KEYS}/{}", text(&long["key"]["key_id"]));
    let revoke = async || desk.call(Method::DELETE, &path, &[("x-api-key", &desk.tenant.key)], &Value::Null).await.0;
    assert_eq!(revoke().await, StatusCode::OK);
    assert!(!desk.key_opens(text(&long["api_key"])).await, "from the next request on");
    assert_eq!(revoke().await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_user_has_ten_keys_at_most_however_they_are_asked_for() {
    let desk = Desk::open().await;
    let (first, asked) = (desk.tenant.key.as_str(), json!({ "name": "one of many" }));
    let made = join_all((0..12).map(|_| desk.house.post(first, KEYS, &asked))).await;
    let count = |status| made.iter().filter(|(answered, _)| *answered == status).count();
    assert_eq!((count(StatusCode::CREATED), count(StatusCode::CONFLICT)), (9, 3), "{made:?}");
    assert!(made.iter().filter(|(status, _)| *status == StatusCode::CONFLICT).all(|(_, problem)| problem["code"] == "too_many_keys"));
    let (_, list) = desk.house.get(first, KEYS).await;
    assert_eq!(items(&list["keys"]).len(), 10);
}

#[tokio::test]
async fn anothers_key_is_as_good_as_none() {
    let desk = Desk::open().await;
    let other = desk.house.tenant().await;
    let made = desk.new_key(json!({ "name": "mine" })).await;
    for id in [text(&made["key"]["key_id"]), "0123456789abcdef", "no-key"] {
        for (method, path, body) in
            [(Method::DELETE, format!("{KEYS}/{id}"), Value::Null), (Method::POST, format!("{KEYS}/{id}/rotate"), json!({}))]
        {
            let (status, problem) = desk.call(method, &path, &[("x-api-key", &other.key)], &body).await;
            assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{path}");
        }
    }
    assert!(desk.key_opens(text(&made["api_key"])).await);
    let (_, list) = desk.house.get(&other.key, KEYS).await;
    assert_eq!(items(&list["keys"]).len(), 1, "its own");
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_every_five_minutes_and_costs_no_write_in_between() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "busy" })).await;
    let (key, writes) = (text(&made["api_key"]), || desk.calls("authorize-caller", "UpdateItem"));
    assert!(made["key"]["last_used_at"].is_null());
    let before = writes();
    let reads = desk.calls("authorize-caller", "GetItem");
    for _ in 0..10 {
        assert!(desk.key_opens(key).await);
        desk.pass(29);
    }
    assert_eq!((writes() - before, desk.calls("authorize-caller", "GetItem") - reads), (1, 10));
    desk.pass(10);
    assert!(desk.key_opens(key).await);
    assert_eq!(writes() - before, 2);
    let (_, list) = desk.house.get(key, KEYS).await;
    let shown = items(&list["keys"]).iter().find(|shown| shown["name"] == "busy").unwrap();
    assert_eq!(shown["last_used_at"], json!(desk.clock.now().to_string()));
}

#[tokio::test]
async fn a_key_that_cannot_be_is_refused_by_its_field() {
    let desk = Desk::open().await;
    for (new, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "a\nb" }), "name"),
        (json!({ "name": "a\n" }), "name"),
        (json!({ "name": "x".repeat(101) }), "name"),
        (json!({ "name": format!(" {}", "x".repeat(100)) }), "name"),
        (json!({ "name": "n", "expires_in_days": 0 }), "expires_in_days"),
        (json!({ "name": "n", "expires_in_days": 366 }), "expires_in_days"),
        (json!({ "name": "n", "scopes": [] }), "scopes"),
        (json!({ "name": "n", "scopes": ["everything"] }), "scopes[0]"),
        (json!({ "name": "n", "tenant": "other" }), "tenant"),
    ] {
        let (status, problem) = desk.house.post(&desk.tenant.key, KEYS, &new).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{new}: {problem}");
    }
}

#[tokio::test]
async fn what_becomes_of_a_key_is_written_with_the_audit_of_it() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "watched" })).await;
    let path = format!("{KEYS}/{}", text(&made["key"]["key_id"]));
    let owner = [("x-api-key", desk.tenant.key.as_str())];
    assert_eq!(desk.call(Method::POST, &format!("{path}/rotate"), &owner, &json!({})).await.0, StatusCode::CREATED);
    assert_eq!(desk.call(Method::DELETE, &path, &owner, &Value::Null).await.0, StatusCode::OK);
    for function in ["create-api-key", "rotate-api-key", "revoke-api-key"] {
        let calls = |operation| desk.calls(function, operation);
        assert_eq!((calls("TransactWriteItems"), calls("PutItem")), (1, 0), "{function} writes twice");
    }
}
