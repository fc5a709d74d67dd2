//! Nobody climbs: by a key of theirs, by another tenant's path, by an invitation.

use genesis_core::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Person, TENANTS, Town, told};
use crate::house::text;

const KEYS: &str = "/api/v1/security/keys";

impl Town {
    /// Another key of somebody's, for less.
    async fn narrow(&self, key: &str, scopes: &[&str]) -> (String, String) {
        let (status, made) = self.house.post(key, KEYS, &json!({ "name": "narrow", "scopes": scopes })).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        (text(&made["api_key"]).to_owned(), text(&made["key"]["key_id"]).to_owned())
    }
}

#[tokio::test]
async fn a_key_for_users_makes_nobody_who_may_more() {
    let town = Town::open().await;
    let (key, _) = town.narrow(&town.tenant.key, &["manage_users", "view_analytics"]).await;
    let new = |role: &str| json!({ "user_id": "x", "email": town.address(), "name": "X", "role": role });
    for role in ["owner", "admin", "member"] {
        assert_eq!(told(town.house.post(&key, &town.path("/users"), &new(role)).await), "403 may_not_give_role role", "{role}");
    }
    assert_eq!(told(town.house.post(&key, &town.path("/users"), &new("viewer")).await), "201");
    let (_, added) = town.house.post(&town.tenant.key, &town.path("/users"), &new("admin")).await;
    let again = town.path(&format!("/users/{}/invite", text(&added["user"]["id"])));
    assert_eq!(told(town.house.post(&key, &again, &Value::Null).await), "403 may_not_give_role role");
    assert_eq!(told(town.house.post(&town.tenant.key, &again, &Value::Null).await), "201");
    let member = town.join(Role::Member).await;
    let path = town.path(&format!("/users/{}", member.id));
    assert_eq!(told(town.put(&key, &path, json!({ "role": "owner" })).await), "403 may_not_give_role role");
    assert_eq!(told(town.put(&town.tenant.key, &path, json!({ "role": "owner" })).await), "200");
}

#[tokio::test]
async fn a_key_brings_forth_none_that_may_more() {
    let town = Town::open().await;
    let viewer = town.join(Role::Viewer).await;
    let beyond = json!({ "name": "more", "scopes": ["view_analytics", "manage_users"] });
    assert!(told(town.house.post(&viewer.key, KEYS, &beyond).await).starts_with("4"));
    let (narrow, narrow_id) = town.narrow(&town.tenant.key, &["view_analytics"]).await;
    assert!(told(town.house.post(&narrow, KEYS, &beyond).await).starts_with("4"));
    let rotate = async |key: &str, id: &str| told(town.house.post(key, &format!("{KEYS}/{id}/rotate"), &json!({})).await);
    let first = town.tenant.key[4..20].to_owned();
    assert_eq!(rotate(&narrow, &first).await, "403 narrow_credential -");
    assert_eq!(rotate(&narrow, &narrow_id).await, "201");
    assert_eq!(rotate(&town.tenant.key, &first).await, "201");
    assert_eq!(rotate(&viewer.key, &viewer.key[4..20]).await, "201", "its scopes are its user's at most");
    assert_eq!(rotate(&viewer.key, &first).await, "404 not_found -");
}

#[tokio::test]
async fn no_spelling_of_a_path_leads_into_another_tenant() {
    let town = Town::open().await;
    let other = town.house.tenant().await;
    let (own, theirs, user) = (town.tenant.tenant.to_string(), other.tenant.to_string(), other.owner.to_string());
    let simple = theirs.replace('-', "");
    for path in [
        format!("{theirs}/users/{user}"),
        format!("{own}/users/{user}"),
        format!("{}/users/{}", theirs.to_uppercase(), user.to_uppercase()),
        format!("{own}/users/..%2F..%2F{theirs}%2Fusers%2F{user}"),
        format!("{own}%2F..%2F{theirs}/users/{user}"),
        format!("{own}/../{theirs}/users/{user}"),
        format!("./{theirs}/users/{user}"),
        format!("{own}/%2e%2e/{theirs}/users/{user}"),
        format!("{own}//users/{user}"),
        format!("{theirs}%00/users/{user}"),
        format!("{theirs}%20/users/{user}"),
        format!("{simple}/users/{user}"),
        format!("%7B{theirs}%7D/users/{user}"),
        format!("urn:uuid:{theirs}/users/{user}"),
        format!("{own}%23{theirs}/users/{user}"),
        format!("{own};{theirs}/users/{user}"),
        format!("{own}/users/{user}%3Ftenant={theirs}"),
        format!("{own},{theirs}/users/{user}"),
    ] {
        for method in [Method::PUT, Method::DELETE] {
            let body = if method == Method::PUT { json!({ "name": "Stolen" }) } else { Value::Null };
            let (status, answer) = town.house.call(method, &format!("{TENANTS}/{path}"), &town.tenant.key, &body).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {answer}");
        }
    }
    let (_, list) = town.house.get(&other.key, &format!("{TENANTS}/{theirs}/users")).await;
    let users = list["users"].as_array().unwrap();
    assert!(users.len() == 1 && users[0]["name"] != "Stolen", "{list}");
    let own_path = format!("{TENANTS}/{}/users/{}", own.to_uppercase(), town.tenant.owner.to_string().to_uppercase());
    assert_eq!(
        told(town.put(&town.tenant.key, &own_path, json!({ "name": "Mine" })).await),
        "404 not_found -",
        "an id is spelled in one way"
    );
}

#[tokio::test]
async fn who_is_suspended_comes_in_by_nothing_they_had_or_can_get() {
    let town = Town::open().await;
    let Person { id, key } = town.join(Role::Admin).await;
    let (_, opened) = town.house.post(&key, "/api/v1/security/sessions", &json!({})).await;
    let bearer = format!("Bearer {}", text(&opened["token"]));
    let path = town.path(&format!("/users/{id}"));
    assert_eq!(told(town.put(&town.tenant.key, &path, json!({ "status": "suspended" })).await), "200");
    for proof in [("x-api-key", key.as_str()), ("authorization", bearer.as_str())] {
        for (method, path, body) in [
            (Method::PUT, path.as_str(), json!({ "status": "active" })),
            (Method::POST, KEYS, json!({ "name": "again" })),
            (Method::POST, "/api/v1/security/sessions", json!({})),
        ] {
            let headers = [proof, ("content-type", "application/json")];
            let answer = town.house.send(method, path, &headers, body.to_string()).await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    assert_eq!(told(town.house.post(&town.tenant.key, &format!("{path}/invite"), &Value::Null).await), "409 user_status -");
}
