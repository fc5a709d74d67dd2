use genesis_core::{Role, UserId};
use genesis_http::{Cursor, Cursors};
use genesis_local::functions;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Town, told};
use crate::house::{items, text};

#[tokio::test]
async fn users_are_listed_by_role_and_then_by_name() {
    let town = Town::open().await;
    for (name, role) in [("Zoe", "viewer"), ("bob", "member"), ("Al", "member"), ("Eve", "admin"), ("Amy", "owner")] {
        let new = json!({ "user_id": name, "email": format!("{name}@example.com"), "name": name, "role": role });
        assert_eq!(town.house.post(&town.tenant.key, &town.path("/users"), &new).await.0, StatusCode::CREATED);
    }
    let names = async |query: &str| {
        let (_, list) = town.house.get(&town.tenant.key, &town.path(&format!("/users{query}"))).await;
        let names: Vec<String> = items(&list["users"]).iter().map(|user| text(&user["name"]).to_owned()).collect();
        (names, list["next_cursor"].as_str().map(str::to_owned))
    };
    assert_eq!(names("").await, (["Amy", "Owner", "Eve", "Al", "bob", "Zoe"].map(str::to_owned).to_vec(), None));
    let (first, next) = names("?limit=4").await;
    let next = next.unwrap();
    let cursor: Cursor = serde_json::from_value(json!(next)).unwrap();
    let functions = functions();
    let listing = functions.iter().find(|function| function.declaration.name == "list-users").unwrap();
    let cursors = Cursors::of(listing.declaration, town.tenant.tenant);
    assert!(cursors.place::<UserId>(Some(&cursor)).is_ok(), "an id, and nobody's name in a URL");
    let (second, end) = names(&format!("?limit=4&cursor={next}")).await;
    assert_eq!((first.len(), second, end), (4, vec!["bob".to_owned(), "Zoe".to_owned()], None));
    let never = json!(cursors.next(Some("00000000-0000-4000-8000-000000000001")));
    let refused = town.house.get(&town.tenant.key, &town.path(&format!("/users?cursor={}", text(&never)))).await;
    assert_eq!(told(refused), "422 invalid_cursor cursor", "who never was a user stands nowhere");
}

#[tokio::test]
async fn what_no_user_can_be_is_named() {
    let town = Town::open().await;
    let new = |field: &str, value: Value| {
        let mut new = json!({ "user_id": "x", "email": "x@example.com", "name": "X", "role": "member" });
        new[field] = value;
        new
    };
    for (user, expected) in [
        (new("email", json!("x")), "422 invalid_field email"),
        (new("email", json!("OWNER@example.com")), "422 email_taken email"),
        (new("name", json!("")), "422 invalid_field name"),
        (new("user_id", json!("a\nb")), "422 invalid_field user_id"),
        (new("role", json!("king")), "422 invalid_field role"),
        (new("role", json!(1)), "422 invalid_field role"),
        (new("permissions", json!(["fly"])), "422 invalid_field permissions[0]"),
        (new("permissions", json!("export_data")), "422 invalid_field permissions"),
        (new("colour", json!("red")), "422 invalid_field colour"),
    ] {
        assert_eq!(told(town.house.post(&town.tenant.key, &town.path("/users"), &user).await), expected, "{user}");
    }
}

#[tokio::test]
async fn what_a_user_may_do_changes_with_the_user_whatever_they_call_with() {
    let town = Town::open().await;
    let user = town.join(Role::Viewer).await;
    let path = town.path(&format!("/users/{}", user.id));
    let runs = async || told(town.house.get(&user.key, "/api/v1/orchestration/stats").await);
    assert_eq!(runs().await, "403 missing_scope -");
    for (change, expected) in [
        (json!({ "role": "member" }), "200"),
        (json!({ "role": "viewer" }), "403 missing_scope -"),
        (json!({ "permissions": ["manage_orchestrations"] }), "200"),
        (json!({ "status": "suspended" }), "401 unauthenticated -"),
        (json!({ "status": "active" }), "200"),
        (json!({ "permissions": [] }), "403 missing_scope -"),
    ] {
        assert_eq!(told(town.put(&town.tenant.key, &path, change.clone()).await), "200", "{change}");
        assert_eq!(runs().await, expected, "{change}");
    }
    assert_eq!(told(town.delete(&town.tenant.key, &path).await), "200");
    assert_eq!(runs().await, "401 unauthenticated -");
    assert_eq!(told(town.delete(&town.tenant.key, &path).await), "404 not_found -");
}

#[tokio::test]
async fn the_address_of_who_was_removed_may_be_anothers() {
    let town = Town::open().await;
    let new = json!({ "user_id": "x", "email": "x@example.com", "name": "X" });
    let invite = async || town.house.post(&town.tenant.key, &town.path("/users"), &new).await;
    let (_, added) = invite().await;
    assert_eq!(told(invite().await), "422 email_taken email");
    let path = town.path(&format!("/users/{}", text(&added["user"]["id"])));
    assert_eq!(told(town.delete(&town.tenant.key, &path).await), "200");
    assert_eq!(told(invite().await), "201");
    let old = json!({ "token": added["invitation"]["token"] });
    assert_eq!(told(town.house.post("", super::ACCEPT, &old).await), "404 no_invitation -");
}
