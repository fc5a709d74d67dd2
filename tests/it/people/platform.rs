use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{TENANTS, Town, administrator, told};
use crate::house::text;

const KEYS: &str = "/api/v1/platform/keys";

#[tokio::test]
async fn only_the_bootstrap_secret_makes_an_administrator() {
    let town = Town::open().await;
    let secret = town.house.operator().bootstrap_secret().await.unwrap();
    assert!(secret.len() >= 64);
    for given in ["", "x", &secret[1..], &format!("{secret}x"), &secret.to_uppercase()] {
        let headers = [("x-bootstrap-secret", given), ("content-type", "application/json"), ("x-api-key", &town.administrator)];
        let answer = town.house.send(Method::POST, KEYS, &headers, r#"{"name":"me"}"#).await;
        let problem: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!((answer.status(), &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")), "{given}");
    }
    let headers = [("x-bootstrap-secret", secret.as_str()), ("content-type", "application/json")];
    let answer = town.house.send(Method::POST, KEYS, &headers, r#"{"name":""}"#).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_administrator_is_of_no_tenant() {
    let town = Town::open().await;
    assert_eq!(told(town.house.get(&town.administrator, "/api/v1/orchestration/stats").await), "403 no_tenant -");
    assert_eq!(told(town.house.get(&town.administrator, &format!("{TENANTS}/current")).await), "403 no_tenant -");
    assert_eq!(told(town.house.get(&town.tenant.key, TENANTS).await), "403 administrators_only -");
}

#[tokio::test]
async fn an_administrators_key_is_revoked_and_nobody_elses_with_it() {
    let town = Town::open().await;
    let other = administrator(&town.house).await;
    let revoke = async |key: &str| told(town.delete(&town.administrator, &format!("{KEYS}/{}", &key[4..20])).await);
    assert_eq!(revoke(&other).await, "200");
    assert_eq!(told(town.house.get(&other, TENANTS).await), "401 unauthenticated -");
    assert_eq!(revoke(&other).await, "404 not_found -");
    assert_eq!(revoke(&town.tenant.key).await, "404 not_found -", "a tenant's");
    assert_eq!(told(town.house.get(&town.tenant.key, "/api/v1/orchestration/stats").await), "200");
}

#[tokio::test]
async fn no_key_that_is_shown_is_kept() {
    let town = Town::open().await;
    let record = town.house.operator().api_keys().find(&town.administrator[4..20].parse().unwrap()).await.unwrap().unwrap();
    let kept = serde_json::to_string(&record).unwrap();
    assert!(!kept.contains(text(&json!(town.administrator[21..]))), "{kept}");
}
