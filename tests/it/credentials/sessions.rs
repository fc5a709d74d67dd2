use futures::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, KEYS, SESSIONS, bearer};
use crate::house::{items, text};

#[tokio::test]
async fn a_session_opens_what_its_key_opens_until_half_an_hour_of_nothing() {
    let desk = Desk::open().await;
    let (token, session) = desk.new_session(json!({})).await;
    assert_eq!(session["expires_at"], json!(desk.clock.now().plus(std::time::Duration::from_secs(3_600)).to_string()));
    assert!(desk.session_opens(&token).await);
    desk.pass(1_799);
    assert!(desk.session_opens(&token).await, "a use postpones the end");
    desk.pass(1_799);
    assert!(desk.session_opens(&token).await);
    let (idle, _) = desk.new_session(json!({})).await;
    desk.pass(1_800);
    assert!(!desk.session_opens(&idle).await);
}

#[tokio::test]
async fn a_session_in_use_ends_when_its_length_is_over() {
    let desk = Desk::open().await;
    for seconds in [900, 3_600, 28_800] {
        let (token, _) = desk.new_session(json!({ "expires_in_seconds": seconds })).await;
        let mut left = seconds;
        while left > 600 {
            desk.pass(600);
            left -= 600;
            assert!(desk.session_opens(&token).await, "{left} of {seconds} are left");
        }
        desk.pass(left - 1);
        assert!(desk.session_opens(&token).await);
        desk.pass(1);
        assert!(!desk.session_opens(&token).await, "{seconds} are over");
    }
    for seconds in [0, 899, 28_801] {
        let (status, problem) = desk.house.post(&desk.tenant.key, SESSIONS, &json!({ "expires_in_seconds": seconds })).await;
        let field = &problem["errors"][0]["field"];
        assert_eq!((status, field), (StatusCode::UNPROCESSABLE_ENTITY, &json!("expires_in_seconds")), "{problem}");
    }
}

#[tokio::test]
async fn a_session_is_over_when_its_key_expires() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "short", "expires_in_days": 1 })).await;
    desk.pass(24 * 60 * 60 - 600);
    let (status, opened) = desk.house.post(text(&made["api_key"]), SESSIONS, &json!({})).await;
    assert_eq!((status, &opened["session"]["expires_at"]), (StatusCode::CREATED, &made["key"]["expires_at"]), "{opened}");
    desk.pass(599);
    assert!(desk.session_opens(text(&opened["token"])).await);
    desk.pass(1);
    assert!(!desk.session_opens(text(&opened["token"])).await);
}

#[tokio::test]
async fn the_sixth_session_ends_the_oldest() {
    let desk = Desk::open().await;
    let mut tokens = Vec::new();
    for _ in 0..6 {
        tokens.push(desk.new_session(json!({})).await.0);
        desk.pass(1);
    }
    let open = join_all(tokens.iter().map(|token| desk.session_opens(token))).await;
    assert_eq!(open, [false, true, true, true, true, true]);
}

#[tokio::test]
async fn five_sessions_are_open_however_many_are_opened_at_once() {
    let desk = Desk::open().await;
    let opened = join_all((0..12).map(|_| desk.new_session(json!({})))).await;
    let open = join_all(opened.iter().map(|(token, _)| desk.session_opens(token))).await;
    assert_eq!(open.into_iter().filter(|open| *open).count(), 5);
    let (_, list) = desk.house.get(&desk.tenant.key, SESSIONS).await;
    assert_eq!(items(&list["sessions"]).len(), 5);
}

#[tokio::test]
async fn whoever_logs_out_is_out_at_once() {
    let desk = Desk::open().await;
    let (one, _) = desk.new_session(json!({})).await;
    let (other, shown) = desk.new_session(json!({})).await;
    let (third, _) = desk.new_session(json!({})).await;
    let end =
        async |path: String, token: &str| desk.call(Method::DELETE, &path, &[("authorization", &bearer(token))], &Value::Null).await.0;
    assert_eq!(end(format!("{SESSIONS}/current"), &one).await, StatusCode::OK);
    assert!(!desk.session_opens(&one).await && desk.session_opens(&other).await);
    assert_eq!(end(format!("{SESSIONS}/{}", text(&shown["session_id"])), &third).await, StatusCode::OK);
    assert!(!desk.session_opens(&other).await && desk.session_opens(&third).await);
    let (fourth, _) = desk.new_session(json!({})).await;
    assert_eq!(end(SESSIONS.to_owned(), &fourth).await, StatusCode::OK);
    assert!(!desk.session_opens(&third).await && !desk.session_opens(&fourth).await);
    assert!(desk.key_opens(&desk.tenant.key).await);
}

#[tokio::test]
async fn nobody_ends_anothers_session() {
    let desk = Desk::open().await;
    let other = desk.house.tenant().await;
    let (token, session) = desk.new_session(json!({})).await;
    for id in [text(&session["session_id"]), "4b1f7d2a-9c3e-4f58-8a6d-1e2f3a4b5c6d", "none", "current"] {
        let (status, problem) = desk.call(Method::DELETE, &format!("{SESSIONS}/{id}"), &[("x-api-key", &other.key)], &Value::Null).await;
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
    assert_eq!(desk.call(Method::DELETE, SESSIONS, &[("x-api-key", &other.key)], &Value::Null).await.0, StatusCode::OK);
    assert!(desk.session_opens(&token).await);
}

#[tokio::test]
async fn a_session_ends_with_its_key_and_opens_no_other_session() {
    let desk = Desk::open().await;
    let made = desk.new_key(json!({ "name": "opener" })).await;
    let (_, opened) = desk.house.post(text(&made["api_key"]), SESSIONS, &json!({})).await;
    let token = text(&opened["token"]);
    let (status, problem) = desk.call(Method::POST, SESSIONS, &[("authorization", &bearer(token))], &json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("key_required")), "{problem}");
    let path = format!("{KEYS}/{}", text(&made["key"]["key_id"]));
    let (status, revoked) = desk.call(Method::DELETE, &path, &[("x-api-key", &desk.tenant.key)], &Value::Null).await;
    assert_eq!((status, &revoked["sessions_ended"]), (StatusCode::OK, &json!(1)), "{revoked}");
    assert!(!desk.session_opens(token).await);
}

#[tokio::test]
async fn a_session_costs_one_read_and_a_write_a_minute_at_most() {
    let desk = Desk::open().await;
    let (token, _) = desk.new_session(json!({})).await;
    let calls = |operation: &str| desk.calls("authorize-caller", operation);
    let (reads, writes) = (calls("GetItem"), calls("UpdateItem"));
    for _ in 0..12 {
        desk.pass(10);
        assert!(desk.session_opens(&token).await);
    }
    assert_eq!((calls("GetItem") - reads, calls("UpdateItem") - writes), (12, 2));
}
