//! What becomes of a user's credentials when the user is changed.

use genesis_core::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{KEYS, SESSIONS, bearer};
use crate::{
    house::{items, text},
    people::{ACCEPT, Person, Town, told},
};

impl Town {
    async fn opens(&self, name: &str, value: &str) -> bool {
        self.house.send(Method::GET, KEYS, &[(name, value)], "").await.status() == StatusCode::OK
    }

    async fn session_of(&self, person: &Person) -> String {
        let (status, opened) = self.house.post(&person.key, SESSIONS, &json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        text(&opened["token"]).to_owned()
    }

    async fn change(&self, person: &Person, change: Value) {
        let (status, changed) = self.put(&self.tenant.key, &self.path(&format!("/users/{}", person.id)), change).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
    }
}

#[tokio::test]
async fn a_user_who_may_not_come_in_is_out_with_every_credential() {
    let town = Town::open().await;
    let member = town.join(Role::Member).await;
    let (_, made) = town.house.post(&member.key, KEYS, &json!({ "name": "second" })).await;
    let token = bearer(&town.session_of(&member).await);
    let all = [("x-api-key", member.key.as_str()), ("x-api-key", text(&made["api_key"])), ("authorization", token.as_str())];
    for (status, comes_in) in [("suspended", false), ("active", true)] {
        town.change(&member, json!({ "status": status })).await;
        for (name, value) in all {
            assert_eq!(town.opens(name, value).await, comes_in, "{status} with {value}");
        }
    }
    assert_eq!(town.delete(&town.tenant.key, &town.path(&format!("/users/{}", member.id))).await.0, StatusCode::OK);
    for (name, value) in all {
        assert!(!town.opens(name, value).await, "removed with {value}");
    }
}

#[tokio::test]
async fn a_key_and_a_session_may_only_what_their_user_still_may() {
    let town = Town::open().await;
    let admin = town.join(Role::Admin).await;
    let token = bearer(&town.session_of(&admin).await);
    let keeps = async |name: &str, value: &str| {
        let headers = [(name, value), ("content-type", "application/json")];
        town.house.send(Method::POST, "/api/v1/memory/store", &headers, r#"{"key":"a","value":1}"#).await.status()
    };
    assert_eq!((keeps("x-api-key", &admin.key).await, keeps("authorization", &token).await), (StatusCode::CREATED, StatusCode::CREATED));
    town.change(&admin, json!({ "role": "viewer" })).await;
    let refused = StatusCode::FORBIDDEN;
    assert_eq!((keeps("x-api-key", &admin.key).await, keeps("authorization", &token).await), (refused, refused));
    let (status, made) = town.house.post(&admin.key, KEYS, &json!({ "name": "what is left" })).await;
    assert_eq!((status, &made["key"]["scopes"]), (StatusCode::CREATED, &json!(["view_analytics"])), "{made}");
}

#[tokio::test]
async fn whoever_manages_security_revokes_anybodys_key_of_the_tenant_and_nobody_else_does() {
    let town = Town::open().await;
    let (member, admin) = (town.join(Role::Member).await, town.join(Role::Admin).await);
    let path = format!("{KEYS}/{}", &member.key[4..20]);
    assert_eq!(town.delete(&admin.key, &path).await.0, StatusCode::NOT_FOUND);
    assert!(town.opens("x-api-key", &member.key).await);
    assert_eq!(town.delete(&town.tenant.key, &path).await.0, StatusCode::OK);
    assert!(!town.opens("x-api-key", &member.key).await);
    let (_, list) = town.house.get(&town.tenant.key, KEYS).await;
    assert_eq!(items(&list["keys"]).len(), 1, "the owner's own");
}

#[tokio::test]
async fn whoever_manages_security_ends_no_key_of_a_user_whom_they_do_not_manage() {
    let town = Town::open().await;
    let (viewer, member) = (town.join(Role::Viewer).await, town.join(Role::Member).await);
    town.change(&viewer, json!({ "permissions": ["manage_security"] })).await;
    for key in [&town.tenant.key, &member.key] {
        assert_eq!(told(town.delete(&viewer.key, &format!("{KEYS}/{}", &key[4..20])).await), "403 may_not_manage_user -");
        assert!(town.opens("x-api-key", key).await);
    }
}

#[tokio::test]
async fn an_owner_without_a_key_left_is_let_in_again_by_an_administrator() {
    let town = Town::open().await;
    assert_eq!(told(town.delete(&town.tenant.key, &format!("{KEYS}/{}", &town.tenant.key[4..20])).await), "200");
    assert!(!town.opens("x-api-key", &town.tenant.key).await);
    let new = json!({ "user_id": "owner", "email": town.address(), "name": "Owner", "role": "owner" });
    let (status, added) = town.house.post(&town.administrator, &town.path("/users"), &new).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    let (_, come) = town.house.post("", ACCEPT, &json!({ "token": added["invitation"]["token"] })).await;
    let key = text(&come["key"]);
    assert_eq!(told(town.put(key, &town.path(""), json!({ "name": "Ours again" })).await), "200");
    let old = town.path(&format!("/users/{}", town.tenant.owner));
    assert_eq!(told(town.delete(&town.administrator, &old).await), "200");
}
