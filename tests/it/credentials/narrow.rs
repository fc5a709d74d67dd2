//! A credential for part of what its user may do changes nothing that the user comes in with, but itself.

use genesis_core::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, KEYS, MFA, SESSIONS, bearer};
use crate::{
    house::text,
    people::{Town, of, told},
};

const NARROW: &str = "403 narrow_credential -";

impl Desk {
    /// A key of the owner's for little, and its id.
    async fn narrow(&self) -> (String, String) {
        let made = self.new_key(json!({ "name": "narrow", "scopes": ["manage_memory"] })).await;
        (text(&made["api_key"]).to_owned(), text(&made["key"]["key_id"]).to_owned())
    }

    /// The id of the owner's first key.
    fn first(&self) -> &str {
        &self.tenant.key[4..20]
    }
}

#[tokio::test]
async fn a_narrow_key_gives_itself_another_secret_and_no_other_key() {
    let desk = Desk::open().await;
    let ((key, id), (_, sibling)) = (desk.narrow().await, desk.narrow().await);
    for other in [desk.first(), &sibling] {
        let rotated = desk.house.post(&key, &format!("{KEYS}/{other}/rotate"), &json!({ "overlap_seconds": 0 })).await;
        assert_eq!(told(rotated), NARROW);
    }
    assert!(desk.key_opens(&desk.tenant.key).await);
    let (status, rotated) = desk.house.post(&key, &format!("{KEYS}/{id}/rotate"), &json!({})).await;
    assert_eq!((status, &rotated["key"]["scopes"]), (StatusCode::CREATED, &json!(["manage_memory"])), "{rotated}");
}

#[tokio::test]
async fn a_session_is_for_no_more_than_its_key() {
    let desk = Desk::open().await;
    let (key, id) = desk.narrow().await;
    let (status, opened) = desk.house.post(&key, SESSIONS, &json!({})).await;
    assert_eq!((status, &opened["session"]["scopes"]), (StatusCode::CREATED, &json!(["manage_memory"])), "{opened}");
    let token = bearer(text(&opened["token"]));
    let session = [("authorization", token.as_str())];
    assert!(desk.opens(&session).await);
    assert_eq!(told(desk.call(Method::GET, "/api/v1/orchestration/stats", &session, &Value::Null).await), "403 missing_scope -");
    for key in [desk.first(), &id] {
        let rotated = desk.call(Method::POST, &format!("{KEYS}/{key}/rotate"), &session, &json!({})).await;
        assert_eq!(told(rotated), NARROW, "a session outlives no key");
    }
}

#[tokio::test]
async fn a_narrow_key_takes_nobodys_account_over_and_ends_nothing_of_it() {
    let desk = Desk::open().await;
    let ((key, _), (token, session)) = (desk.narrow().await, desk.new_session(json!({})).await);
    let (own_key, own_session) = (format!("{KEYS}/{}", desk.first()), format!("{SESSIONS}/{}", text(&session["session_id"])));
    let (confirm, codes) = (format!("{MFA}/confirm"), format!("{MFA}/recovery-codes"));
    let user = of(desk.tenant.tenant, &format!("/users/{}", desk.tenant.owner));
    for (method, path, body) in [
        (Method::POST, KEYS, json!({ "name": "child", "scopes": ["manage_memory"] })),
        (Method::DELETE, &own_key, Value::Null),
        (Method::DELETE, &own_session, Value::Null),
        (Method::DELETE, SESSIONS, Value::Null),
        (Method::POST, MFA, Value::Null),
        (Method::POST, &confirm, json!({ "code": "123456" })),
        (Method::POST, &codes, Value::Null),
        (Method::DELETE, MFA, Value::Null),
        (Method::PUT, &user, json!({ "name": "Mallory" })),
        (Method::DELETE, &user, Value::Null),
    ] {
        assert_eq!(told(desk.call(method.clone(), path, &[("x-api-key", &key)], &body).await), NARROW, "{method} {path}");
    }
    assert!(desk.key_opens(&desk.tenant.key).await && desk.session_opens(&token).await);
}

#[tokio::test]
async fn where_a_second_factor_is_asked_for_a_narrow_key_enrols_none() {
    let desk = Desk::open().await;
    let (key, _) = desk.narrow().await;
    let enforced = desk.house.call(Method::PUT, &of(desk.tenant.tenant, ""), &desk.tenant.key, &json!({ "enforce_mfa": true })).await;
    assert_eq!(told(enforced), "200");
    assert_eq!(told(desk.house.post(&key, MFA, &Value::Null).await), NARROW);
    desk.enrolled().await;
}

#[tokio::test]
async fn a_narrow_key_ends_itself_and_the_sessions_it_opened() {
    let desk = Desk::open().await;
    let (key, id) = desk.narrow().await;
    let open = async || desk.house.post(&key, SESSIONS, &json!({})).await.1;
    let (first, second) = (open().await, open().await);
    let (path, token) = (format!("{SESSIONS}/{}", text(&first["session"]["session_id"])), bearer(text(&second["token"])));
    assert_eq!(told(desk.call(Method::DELETE, &path, &[("x-api-key", &key)], &Value::Null).await), "200");
    let current = format!("{SESSIONS}/current");
    assert_eq!(told(desk.call(Method::DELETE, &current, &[("authorization", &token)], &Value::Null).await), "200");
    assert_eq!(told(desk.call(Method::DELETE, &format!("{KEYS}/{id}"), &[("x-api-key", &key)], &Value::Null).await), "200");
    assert!(!desk.key_opens(&key).await);
}

#[tokio::test]
async fn the_sixth_session_of_a_narrow_key_ends_none_of_another_key() {
    let desk = Desk::open().await;
    let (key, _) = desk.narrow().await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(desk.new_session(json!({})).await.0);
        desk.pass(1);
    }
    assert_eq!(told(desk.house.post(&key, SESSIONS, &json!({})).await), NARROW);
    assert!(desk.session_opens(&tokens[0]).await);
    desk.pass(3_600);
    assert_eq!(told(desk.house.post(&key, SESSIONS, &json!({})).await), "201", "those are over");
}

#[tokio::test]
async fn a_permission_of_its_user_that_a_key_is_not_for_makes_it_narrow() {
    let town = Town::open().await;
    let viewer = town.join(Role::Viewer).await;
    let (_, made) = town.house.post(&viewer.key, KEYS, &json!({ "name": "all", "scopes": ["view_analytics"] })).await;
    let key = text(&made["api_key"]);
    assert_eq!(told(town.house.post(key, KEYS, &json!({ "name": "child" })).await), "201");
    let path = town.path(&format!("/users/{}", viewer.id));
    assert_eq!(told(town.put(&town.tenant.key, &path, json!({ "permissions": ["manage_security"] })).await), "200");
    assert_eq!(told(town.house.post(key, KEYS, &json!({ "name": "child" })).await), NARROW);
    assert_eq!(told(town.house.post(&viewer.key, KEYS, &json!({ "name": "child" })).await), "201");
}
