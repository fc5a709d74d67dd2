use genesis_core::Role;
use genesis_local::openapi;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Town, told};

/// Who may rename and remove whom: owners everybody who is none, admins members and viewers.
const MANAGED: [(Role, [bool; 4]); 4] = [
    (Role::Owner, [false, true, true, true]),
    (Role::Admin, [false, false, true, true]),
    (Role::Member, [false; 4]),
    (Role::Viewer, [false; 4]),
];

#[tokio::test]
async fn users_are_managed_by_whom_the_rule_says() {
    let town = Town::open().await;
    for (role, managed) in MANAGED {
        let actor = town.join(role).await;
        for (other, is_managed) in Role::ALL.into_iter().zip(managed) {
            let user = town.join(other).await;
            let path = town.path(&format!("/users/{}", user.id));
            let renamed = told(town.put(&actor.key, &path, json!({ "name": "Renamed" })).await);
            let removed = told(town.delete(&actor.key, &path).await);
            let expected = if is_managed { ["200", "200"] } else { ["403 may_not_manage_user -"; 2] };
            assert_eq!([renamed, removed], expected, "{role:?} {other:?}");
            let is_there = !town.listed(&user.id).await.is_null();
            assert_eq!(is_there, !is_managed, "{role:?} {other:?}");
        }
        let own = town.path(&format!("/users/{}", actor.id));
        assert_eq!(town.put(&actor.key, &own, json!({ "name": "Me" })).await.0, StatusCode::OK, "{role:?}");
        assert_eq!(town.listed(&actor.id).await["name"], "Me");
    }
}

#[tokio::test]
async fn nobody_makes_anybody_mightier_than_themselves() {
    let town = Town::open().await;
    let (admin, member) = (town.join(Role::Admin).await, town.join(Role::Member).await);
    let (own, other) = (town.path(&format!("/users/{}", admin.id)), town.path(&format!("/users/{}", member.id)));
    let role = |role: &str| json!({ "role": role });
    assert_eq!(told(town.put(&admin.key, &own, role("owner")).await), "403 may_not_give_role role");
    assert_eq!(told(town.put(&admin.key, &other, role("owner")).await), "403 may_not_give_role role");
    let permissions = json!({ "permissions": ["manage_security"] });
    assert_eq!(told(town.put(&admin.key, &other, permissions.clone()).await), "403 may_not_give_permission permissions");
    assert_eq!(told(town.put(&admin.key, &own, permissions.clone()).await), "403 may_not_give_permission permissions");
    assert_eq!(town.put(&town.tenant.key, &other, permissions).await.0, StatusCode::OK);
    let new = |role: &str| json!({ "user_id": "x", "email": town.address(), "name": "X", "role": role });
    assert_eq!(told(town.house.post(&admin.key, &town.path("/users"), &new("owner")).await), "403 may_not_give_role role");
    assert_eq!(told(town.house.post(&admin.key, &town.path("/users"), &new("admin")).await), "201");
    let platform = json!({ "permissions": ["administer_platform"] });
    assert_eq!(told(town.put(&town.tenant.key, &other, platform).await), "422 invalid_field permissions");
}

#[tokio::test]
async fn the_last_active_owner_stays() {
    let town = Town::open().await;
    let first = town.path(&format!("/users/{}", town.tenant.owner));
    let last = |field: &str| format!("422 last_owner {field}");
    assert_eq!(told(town.delete(&town.tenant.key, &first).await), last("userId"));
    let document: Value = serde_json::from_str(&openapi()).unwrap();
    assert!(document["paths"]["/api/v1/tenants/{tenantId}/users/{userId}"]["delete"]["responses"]["422"].is_object(), "as documented");
    assert_eq!(told(town.put(&town.tenant.key, &first, json!({ "role": "admin" })).await), last("role"));
    assert_eq!(told(town.put(&town.tenant.key, &first, json!({ "status": "suspended" })).await), last("status"));
    assert_eq!(told(town.delete(&town.administrator, &first).await), last("userId"), "whoever asks");
    let second = town.join(Role::Owner).await;
    assert_eq!(told(town.put(&town.tenant.key, &first, json!({ "role": "admin" })).await), "200");
    assert_eq!(told(town.delete(&second.key, &town.path(&format!("/users/{}", second.id))).await), last("userId"));
}

#[tokio::test]
async fn of_owners_who_leave_at_once_one_stays() {
    let town = Town::open().await;
    let mut owners = vec![(town.tenant.owner.to_string(), town.tenant.key.clone())];
    for _ in 0..3 {
        let owner = town.join(Role::Owner).await;
        owners.push((owner.id, owner.key));
    }
    let leaving = owners.iter().map(|(id, key)| {
        let path = town.path(&format!("/users/{id}"));
        let town = &town;
        async move { told(town.delete(key, &path).await) }
    });
    let mut told = futures::future::join_all(leaving).await;
    told.sort();
    assert_eq!(told, ["200", "200", "200", "422 last_owner userId"]);
}
