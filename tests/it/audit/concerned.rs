//! In whose audit a request is told of that is nobody's of the tenant.

use genesis_core::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::text,
    people::{ACCEPT, TENANTS, Town, told},
};

impl Town {
    async fn events(&self, query: &str) -> Vec<Value> {
        self.house.events(&self.tenant, query).await
    }

    async fn in_own_audit(&self, action: &str) -> Vec<(u16, String)> {
        let records = self.house.own_audit().await.into_iter().filter(|record| record.action == action);
        let mut told: Vec<_> = records.map(|record| (record.status, record.tenant.to_string())).collect();
        told.sort_unstable();
        told
    }
}

const NOBODYS: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn what_an_administrator_changes_is_in_the_audit_of_the_tenant_and_in_the_platforms_own() {
    let town = Town::open().await;
    assert_eq!(told(town.put(&town.administrator, &town.path("/tier"), json!({ "tier": "professional" })).await), "200");
    let [event] = &town.events("").await[..] else { panic!("one record") };
    assert_eq!((text(&event["action"]), &event["user_id"], &event["response_code"]), ("change-tier", &Value::Null, &json!(200)));
    assert_eq!(text(&event["credential"]), format!("key:{}", &town.administrator[4..20]));
    let own = town.in_own_audit("change-tier").await;
    assert_eq!(own, [(200, NOBODYS.to_owned())]);
    let calls = town.house.platform.embedded().calls();
    let of = |operation: &str| {
        let made = calls.iter().filter(|(call, _)| call.caller == "change-tier" && call.operation == operation);
        made.filter(|(call, _)| call.resource.contains("security")).map(|(_, count)| count).sum::<u64>()
    };
    assert_eq!((of("TransactWriteItems"), of("PutItem")), (1, 1), "the tenant's with the change, the platform's after it");
}

#[tokio::test]
async fn what_is_refused_to_an_administrator_is_in_the_platforms_audit_alone() {
    let town = Town::open().await;
    assert_eq!(told(town.put(&town.administrator, &town.path("/tier"), json!({ "tier": "x" })).await).split(' ').next(), Some("422"));
    let elsewhere = format!("{TENANTS}/11111111-2222-4333-8444-555555555555/tier");
    assert_eq!(told(town.put(&town.administrator, &elsewhere, json!({ "tier": "starter" })).await), "404 not_found -");
    assert_eq!(town.events("").await.len(), 0);
    assert_eq!(town.in_own_audit("change-tier").await, [404, 422].map(|status| (status, NOBODYS.to_owned())));
}

#[tokio::test]
async fn a_tenants_audit_begins_with_its_creation_and_has_who_comes() {
    let town = Town::open().await;
    let owner = json!({ "user_id": "o", "email": "o@example.com", "name": "O" });
    let (status, made) =
        town.house.post(&town.administrator, TENANTS, &json!({ "name": "New", "tier": "professional", "owner": owner })).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let token = text(&made["invitation"]["token"]).to_owned();
    assert_eq!(told(town.house.post("", ACCEPT, &json!({ "token": format!("{token}x") })).await).split(' ').next(), Some("404"));
    let key = town.accept(&token).await;
    let (_, seen) = town.house.get(&key, super::EVENTS).await;
    let events = seen["events"].as_array().unwrap();
    let mut actions: Vec<_> = events.iter().map(|event| (text(&event["action"]), event["user_id"].as_str())).collect();
    actions.sort_unstable();
    assert_eq!(actions, [("accept-invitation", made["users"][0]["id"].as_str()), ("create-tenant", None)]);
    let kept = seen.to_string();
    assert!(!kept.contains(&token) && !kept.contains("o@example.com"), "{kept}");
    assert_eq!(town.in_own_audit("create-tenant").await.len(), 1);
}

#[tokio::test]
async fn who_becomes_an_administrator_or_tries_to_is_in_the_platforms_audit() {
    let town = Town::open().await;
    let headers = [("x-bootstrap-secret", "guessed-by-jane-roe"), ("content-type", "application/json")];
    for _ in 0..3 {
        let answer = town.house.send(Method::POST, "/api/v1/platform/keys", &headers, r#"{"name":"me"}"#).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(town.in_own_audit("create-platform-key").await.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [201, 401]);
    assert!(!town.house.own_audit().await.iter().any(|record| record.text().contains("jane")));
}

#[tokio::test]
async fn no_field_of_a_request_brings_a_secret_into_the_audit() {
    let town = Town::open().await;
    let member = town.join(Role::Member).await;
    let secrets = ["078-05-1120", "4111111111111111", member.key.as_str(), "jane.roe@example.org"];
    for secret in secrets {
        let encoded = secret.replace('@', "%40");
        let path = format!("/api/v1/tenants/{encoded}/users/{encoded}?{encoded}={encoded}");
        let mut headers = vec![("content-type", "application/json"), ("x-api-key", town.tenant.key.as_str())];
        for name in ["user-agent", "x-request-id", "idempotency-key", "x-forwarded-for", "referer", "x-tenant-id", "traceparent"] {
            headers.push((name, secret));
        }
        for path in [path.as_str(), super::STORE, &town.path(&format!("/users/{}", member.id))] {
            let method = if path == super::STORE { Method::POST } else { Method::PUT };
            let body = json!({ secret: secret, "name": secret, "key": secret, "value": secret, "metadata": { secret: secret } });
            let status = town.house.send(method, path, &headers, body.to_string()).await.status();
            assert!(status.is_client_error(), "{path}: {status}");
        }
        let event = json!({ "event_type": "data_access", "severity": "info", "message": secret, "metadata": { "a": secret, secret: 1 } });
        town.house.send(Method::POST, super::AUDIT, &headers, event.to_string()).await;
    }
    let kept: Vec<String> = town.house.trail(&town.tenant).await.records.into_iter().map(|kept| kept.text).collect();
    assert!(kept.len() >= 12, "{kept:?}");
    for secret in secrets.into_iter().chain([&member.key[21..], "jane"]) {
        assert!(!kept.iter().any(|text| text.contains(secret)), "{secret}: {kept:?}");
    }
}
