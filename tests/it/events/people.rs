//! The part of the story that is about who belongs together.

use genesis_access::{ApiKey, InvitationToken, KeySecrets};
use genesis_aws::{ApiKeyRecord, Holder};
use genesis_core::{Role, Scope, TenantId, UserId};
use genesis_tenancy::{Email, Invitation, Name, Slug, Tenant, Tier, User};
use serde_json::{Value, json};

use super::{Story, TENANT, USER, sample};
use crate::house::{House, items, text};

const OTHER_TENANT: &str = "4e7a1c90-5b2d-4f83-9c6e-1a2b3c4d5e6f";
const CHANGED: &str = "a1c2e3f4-5b6d-4c7e-8f90-1a2b3c4d5e6f";
const INVITED: &str = "b2d3f4a5-6c7e-4d8f-9a01-2b3c4d5e6f70";
const COMING: &str = "c3e4f5a6-7d8e-4f90-8a12-3b4c5d6e7f80";
const TOKEN: &str = "gni_c2FtcGxlLXNlY3JldC1vZi0zMi1ieXRlcy1sb25nLTI";
const REVOKED: &str = "9a8b7c6d5e4f3021";

pub(super) async fn people(story: &Story) {
    seed(story).await;
    tenants(story).await;
    users(story).await;
    administrators(story).await;
}

async fn tenants(story: &Story) {
    let (status, _, created) = story.ask("create-tenant").await;
    assert_eq!((status, &created["tenant"]["slug"]), (201, &json!("acme-sohne")), "{created}");
    for shown in ["get-tenant", "get-current-tenant"] {
        let (status, _, found) = story.ask(shown).await;
        assert_eq!((status, &found["tenant"]["id"]), (200, &json!(TENANT)), "{shown}");
    }
    let (status, _, updated) = story.ask("update-tenant").await;
    assert_eq!((status, &updated["tenant"]["domain"]), (200, &json!("sample.example.com")), "{updated}");
    quotas(story).await;
    let (status, _, tier) = story.ask("change-tier").await;
    assert_eq!((status, &tier["new_limits"]["users"]), (200, &json!(-1)), "{tier}");
    let (status, _, list) = story.ask("list-tenants").await;
    assert_eq!((status, items(&list["tenants"]).len()), (200, 2), "{list}");
    for (change, to) in [("suspend-tenant", "suspended"), ("reactivate-tenant", "active"), ("delete-tenant", "deleted")] {
        let (status, _, changed) = story.ask(change).await;
        assert_eq!((status, &changed["tenant"]["status"]), (200, &json!(to)), "{change}: {changed}");
    }
}

async fn quotas(story: &Story) {
    let (status, _, limited) = story.ask("limit-tenant").await;
    assert_eq!((status, &limited["quotas"]["tokens"]["limit"]), (200, &json!(250_000)), "{limited}");
    let (status, _, quotas) = story.ask("get-quotas").await;
    assert_eq!((status, &quotas["tier"]), (200, &json!("professional")), "{quotas}");
    let (status, _, analytics) = story.ask("get-tenant-analytics").await;
    assert_eq!((status, &analytics["usage"][0]["resource_type"]), (200, &json!("tokens")), "{analytics}");
}

async fn users(story: &Story) {
    let (status, _, added) = story.ask("add-user").await;
    assert_eq!((status, &added["user"]["status"]), (201, &json!("invited")), "{added}");
    let (status, _, list) = story.ask("list-users").await;
    assert_eq!((status, items(&list["users"]).len()), (200, 5), "{list}");
    let (status, _, changed) = story.ask("update-user").await;
    assert_eq!((status, &changed["user"]["role"]), (200, &json!("owner")), "{changed}");
    assert_eq!(story.ask("remove-user").await.0, 200);
    let (status, _, renewed) = story.ask("renew-invitation").await;
    assert_eq!((status, &renewed["invitation"]["user"]), (201, &json!(INVITED)), "{renewed}");
    let (status, _, come) = story.ask("accept-invitation").await;
    assert_eq!((status, &come["user"]["id"]), (201, &json!(COMING)), "{come}");
}

/// The sample cannot know the secret that this platform has made.
async fn administrators(story: &Story) {
    let mut sample = sample("create-platform-key");
    sample["headers"]["x-bootstrap-secret"] = json!(story.house.operator().bootstrap_secret().await.unwrap());
    story.fed.borrow_mut().insert("create-platform-key".to_owned());
    let made = story.house.platform.invoke("create-platform-key", sample).await.expect("a declared function").unwrap();
    let body: Value = serde_json::from_str(text(&made["body"])).unwrap();
    assert_eq!((&made["statusCode"], &body["name"]), (&json!(201), &json!("on call")), "{body}");
    assert_eq!(story.ask("revoke-platform-key").await.0, 200);
}

pub(super) async fn seed_tenants(house: &House) {
    let (operator, now) = (house.operator(), house.operator().clock().now());
    for (id, owner) in [(TENANT, USER), (OTHER_TENANT, "d4f5a6b7-8e9f-4012-8b23-4c5d6e7f8091")] {
        let (id, name): (TenantId, _) = (id.parse().unwrap(), Name::parse("name", "Sample").unwrap());
        let tenant = Tenant { tier: Tier::Professional, ..Tenant::new(id, name.clone(), Slug::of(&name, 1), now).with_owner() };
        operator.tenants(id).create_by_name(tenant, &user(house, owner, "owner", Role::Owner), None).await.unwrap();
    }
}

/// What is there before the story begins.
pub(super) async fn seed(story: &Story) {
    let (operator, now) = (story.house.operator(), story.house.operator().clock().now());
    let users = operator.users(TENANT.parse().unwrap());
    let pepper = operator.api_keys().pepper().await.unwrap().clone();
    for (id, name, role) in [(CHANGED, "changed", Role::Member), (INVITED, "invited", Role::Member), (COMING, "coming", Role::Owner)] {
        let token = if id == COMING { TOKEN.parse().unwrap() } else { InvitationToken::random(operator.ids()) };
        let (hash, user) = (token.hash(&pepper), user(&story.house, id, name, role));
        let invitation = Invitation::new(TENANT.parse().unwrap(), user.id, now);
        users.invite(&user.invited(None, hash.as_str().to_owned(), now), hash.as_str(), &invitation).await.unwrap();
    }
    let key = ApiKey::new(REVOKED.parse().unwrap(), [9; 32]);
    let secrets = KeySecrets::of(&key, &pepper);
    let (name, scopes) = ("revoked".to_owned(), vec![Scope::AdministerPlatform]);
    let (id, holder) = (key.id().clone(), Holder::Administrator);
    let record = ApiKeyRecord { id, name, holder, secrets, scopes, created_at: now, expires_at: None, last_used_at: None };
    operator.api_keys().create(&record).await.unwrap();
    let changed: UserId = CHANGED.parse().unwrap();
    users.change(changed, |user| Ok::<_, genesis_aws::NotKept>(user.accepted(now).unwrap())).await.unwrap();
}

fn user(house: &House, id: &str, name: &str, role: Role) -> User {
    let email = Email::parse("email", &format!("{name}@sample.example.com")).unwrap();
    let now = house.operator().clock().now();
    User { role, ..User::founder(id.parse().unwrap(), name.to_owned(), email, Name::parse("name", name).unwrap(), now) }
}
