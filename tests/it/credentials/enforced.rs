//! A tenant that asks its users for a second factor.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, KEYS, MFA, SEARCH, SESSIONS, bearer};
use crate::house::{START, text};

impl Desk {
    async fn enforce(&self) {
        let path = format!("/api/v1/tenants/{}", self.tenant.tenant);
        let (status, changed) = self.house.call(Method::PUT, &path, &self.tenant.key, &json!({ "enforce_mfa": true })).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
    }

    /// `status code` of what a credential gets.
    async fn got(&self, path: &str, proof: &[(&str, &str)]) -> String {
        let (status, answer) = self.call(Method::GET, path, proof, &Value::Null).await;
        format!("{} {}", status.as_u16(), answer["code"].as_str().unwrap_or("-"))
    }
}

#[tokio::test]
async fn where_a_second_factor_is_asked_for_a_key_alone_opens_only_what_leads_to_one() {
    let desk = Desk::open().await;
    desk.enforce().await;
    let key = ("x-api-key", desk.tenant.key.as_str());
    for path in [SEARCH, KEYS, SESSIONS, "/api/v1/tenants/current"] {
        assert_eq!(desk.got(path, &[key]).await, "401 mfa_required", "{path}");
    }
    assert_eq!(desk.got(MFA, &[key]).await, "200 -");
    let (app, codes) = desk.enrolled().await;
    assert_eq!(desk.got(SEARCH, &[key]).await, "401 mfa_required");
    desk.pass(30);
    assert_eq!(desk.got(SEARCH, &[key, ("x-mfa-code", &desk.code(&app))]).await, "200 -");
    assert_eq!(desk.got(SEARCH, &[key, ("x-mfa-code", &desk.code(&app))]).await, "401 mfa_failed", "a code counts for one request");
    let (status, opened) = desk.call(Method::POST, SESSIONS, &[key, ("x-mfa-code", &codes[0])], &json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    let token = bearer(text(&opened["token"]));
    for path in [SEARCH, KEYS, SESSIONS, "/api/v1/tenants/current"] {
        assert_eq!(desk.got(path, &[("authorization", &token)]).await, "200 -", "{path}");
    }
}

#[tokio::test]
async fn a_session_without_a_second_factor_opens_nothing_once_one_is_asked_for() {
    let desk = Desk::open().await;
    let (token, session) = desk.new_session(json!({})).await;
    assert_eq!(session["second_factor"], json!(false));
    let token = bearer(&token);
    assert_eq!(desk.got(SEARCH, &[("authorization", &token)]).await, "200 -");
    desk.enforce().await;
    assert_eq!(desk.got(SEARCH, &[("authorization", &token)]).await, "401 mfa_required");
    let path = format!("{SESSIONS}/current");
    assert_eq!(
        desk.call(Method::DELETE, &path, &[("authorization", &token)], &Value::Null).await.0,
        StatusCode::OK,
        "whoever is in may go"
    );
}

#[tokio::test]
async fn a_run_tells_that_its_tenant_asks_for_a_second_factor() {
    let desk = Desk::open().await;
    desk.enforce().await;
    let (_, codes) = desk.enrolled().await;
    let proof = [("x-api-key", desk.tenant.key.as_str()), ("x-mfa-code", &codes[0])];
    let (_, opened) = desk.call(Method::POST, SESSIONS, &proof, &json!({})).await;
    let token = bearer(text(&opened["token"]));
    let proof = [("authorization", token.as_str())];
    let (_, started) = desk.call(Method::POST, START, &proof, &json!({ "query": "Who was Zaphod?" })).await;
    let run = text(&started["run_id"]);
    desk.call(Method::POST, &format!("/api/v1/orchestration/cancel/{run}"), &proof, &Value::Null).await;
    let (status, policy) =
        desk.call(Method::GET, &format!("/api/v1/orchestration/{run}/artifacts/policy.json"), &proof, &Value::Null).await;
    assert_eq!((status, &policy["auth"]), (StatusCode::OK, &json!({ "mode": "PROTECTED", "mfa_required": true })), "{policy}");
}
