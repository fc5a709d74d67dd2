use core::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{TENANTS, Town, of, told};
use crate::house::{items, text};

fn new(name: &str) -> Value {
    json!({ "name": name, "owner": { "user_id": "ada", "email": "ada@acme.example.com", "name": "Ada" } })
}

fn with(mut new: Value, field: &str, value: impl Into<Value>) -> Value {
    new[field] = value.into();
    new
}

impl Town {
    async fn create(&self, new: &Value) -> Value {
        let (status, created) = self.house.post(&self.administrator, TENANTS, new).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        created
    }

    async fn refused(&self, new: &Value) -> String {
        told(self.house.post(&self.administrator, TENANTS, new).await)
    }
}

#[tokio::test]
async fn a_tenant_waits_for_its_owner_and_is_active_with_them() {
    let town = Town::open().await;
    let created = town.create(&with(with(new("Acme & Söhne"), "tier", "starter"), "trial_days", 30)).await;
    let (tenant, owner) = (&created["tenant"], &created["users"][0]);
    assert_eq!((&tenant["status"], &tenant["slug"], &tenant["tier"]), (&json!("pending"), &json!("acme-sohne"), &json!("starter")));
    assert_eq!((&tenant["limits"]["users"], &tenant["subscription_status"]), (&json!(25), &json!("trial")));
    assert_eq!((&owner["role"], &owner["status"]), (&json!("owner"), &json!("invited")));
    let key = town.accept(text(&created["invitation"]["token"])).await;
    let (_, current) = town.house.get(&key, &format!("{TENANTS}/current")).await;
    assert_eq!((&current["tenant"]["id"], &current["tenant"]["status"]), (&tenant["id"], &json!("active")));
}

#[tokio::test]
async fn a_slug_comes_from_the_name_and_is_numbered_where_another_has_it() {
    let town = Town::open().await;
    let mut slugs = Vec::new();
    for _ in 0..3 {
        slugs.push(town.create(&new("Acme")).await["tenant"]["slug"].clone());
    }
    assert_eq!(slugs, ["acme", "acme-2", "acme-3"]);
    assert_eq!(town.refused(&with(new("Other"), "slug", "acme")).await, "422 slug_taken slug");
    assert_eq!(town.create(&with(new("Other"), "slug", "others")).await["tenant"]["slug"], "others");
    let (_, renamed) = town.put(&town.tenant.key, &town.path(""), json!({ "name": "Acme" })).await;
    assert_eq!(renamed["tenant"]["slug"], "acme-4");
    let (_, renamed) = town.put(&town.tenant.key, &town.path(""), json!({ "name": "ACME!" })).await;
    assert_eq!(renamed["tenant"]["slug"], "acme-4", "the same in addresses");
    assert_eq!(town.create(&new("Demo")).await["tenant"]["slug"], "demo", "what a tenant leaves is another's");
}

#[tokio::test]
async fn what_no_tenant_can_be_is_named() {
    let town = Town::open().await;
    let owner = |field: &str, value: Value| with(new("Acme"), "owner", with(new("Acme")["owner"].clone(), field, value));
    for (tenant, expected) in [
        (new(" "), "422 invalid_field name"),
        (new(&"x".repeat(256)), "422 invalid_field name"),
        (new(&format!(" {}", "x".repeat(255))), "422 invalid_field name"),
        (new("Acme\n"), "422 invalid_field name"),
        (with(new("Acme"), "slug", "Acme"), "422 invalid_field slug"),
        (with(new("Acme"), "slug", "admin"), "422 slug_reserved slug"),
        (with(new("Acme"), "domain", "acme"), "422 invalid_field domain"),
        (with(new("Acme"), "tier", "golden"), "422 invalid_field tier"),
        (with(new("Acme"), "billing_email", "books"), "422 invalid_field billing_email"),
        (with(new("Acme"), "trial_days", 366), "422 invalid_field trial_days"),
        (with(new("Acme"), "trial_days", -1), "422 invalid_field trial_days"),
        (with(new("Acme"), "config", json!([])), "422 invalid_field config"),
        (with(new("Acme"), "metadata", json!({ "a": "x".repeat(16 * 1024) })), "422 invalid_field metadata"),
        (with(new("Acme"), "colour", "red"), "422 invalid_field colour"),
        (json!({ "name": "Acme" }), "422 invalid_field owner"),
        (owner("email", json!("ada")), "422 invalid_field owner.email"),
        (owner("name", json!("")), "422 invalid_field owner.name"),
        (owner("user_id", json!("")), "422 invalid_field owner.user_id"),
    ] {
        assert_eq!(town.refused(&tenant).await, expected, "{tenant:.80}");
    }
    let (_, list) = town.house.get(&town.administrator, TENANTS).await;
    assert_eq!(items(&list["tenants"]).len(), 1, "none of them is there");
}

#[tokio::test]
async fn what_a_tenant_says_of_itself_is_changed_and_what_is_absent_stays() {
    let town = Town::open().await;
    let update = json!({ "domain": "Demo.Example.com", "billing_email": "b@example.com", "config": { "a": 1 }, "metadata": { "b": [2] } });
    assert_eq!(town.put(&town.tenant.key, &town.path(""), update).await.0, StatusCode::OK);
    assert_eq!(town.put(&town.tenant.key, &town.path(""), json!({ "enforce_mfa": false, "billing_email": null })).await.0, StatusCode::OK);
    let tenant = town.seen().await;
    assert_eq!((&tenant["domain"], &tenant["billing_email"]), (&json!("demo.example.com"), &Value::Null));
    assert_eq!((&tenant["config"], &tenant["metadata"]), (&json!({ "a": 1 }), &json!({ "b": [2] })));
    let other = town.house.tenant().await;
    let taken = town.put(&other.key, &of(other.tenant, ""), json!({ "domain": "demo.example.com" })).await;
    assert_eq!(told(taken), "422 domain_taken domain");
    assert_eq!(town.put(&town.tenant.key, &town.path(""), json!({ "domain": null })).await.0, StatusCode::OK);
    let free = town.put(&other.key, &of(other.tenant, ""), json!({ "domain": "demo.example.com" })).await;
    assert_eq!(free.0, StatusCode::OK);
}

#[tokio::test]
async fn nobody_shuts_themselves_out() {
    let town = Town::open().await;
    for (ranges, expected) in [
        (json!(["203.0.113.0/24"]), "422 own_address_outside allowed_ip_ranges"),
        (json!(["203.0.113.1/24"]), "422 invalid_field allowed_ip_ranges[0]"),
        (json!(["127.0.0.1", "here"]), "422 invalid_field allowed_ip_ranges[1]"),
        (json!(vec!["127.0.0.1"; 101]), "422 invalid_field allowed_ip_ranges"),
        (json!(["203.0.113.0/24", "127.0.0.0/8"]), "200"),
        (json!([]), "200"),
    ] {
        let answer = town.put(&town.tenant.key, &town.path(""), json!({ "allowed_ip_ranges": ranges })).await;
        assert_eq!(told(answer), expected, "{ranges:.60}");
    }
    for (ranges, expected) in [
        (json!(["203.0.113.0/24", "127.0.0.0/8"]), "422 own_address_denied denied_ip_ranges"),
        (json!(["::ffff:127.0.0.1"]), "422 own_address_denied denied_ip_ranges"),
        (json!(["203.0.113.0/24", "2001:db8::/32", "203.0.113.0/33"]), "422 invalid_field denied_ip_ranges[2]"),
        (json!(vec!["203.0.113.1"; 101]), "422 invalid_field denied_ip_ranges"),
        (json!(["203.0.113.0/24", "::ffff:198.51.100.7"]), "200"),
    ] {
        let answer = town.put(&town.tenant.key, &town.path(""), json!({ "denied_ip_ranges": ranges })).await;
        assert_eq!(told(answer), expected, "{ranges:.60}");
    }
    assert_eq!(town.seen().await["denied_ip_ranges"], json!(["203.0.113.0/24", "198.51.100.7"]));
}

#[tokio::test]
async fn single_sign_on_is_for_the_tiers_that_have_it() {
    let town = Town::open().await;
    let sso = |on: bool| json!({ "sso_enabled": on, "sso_config": { "secret": "hush" } });
    let (_, with_sso) = town.put(&town.tenant.key, &town.path(""), sso(true)).await;
    assert!(with_sso["tenant"]["sso_enabled"] == true && !with_sso.to_string().contains("hush"), "{with_sso}");
    let (_, lower) = town.put(&town.tenant.key, &town.path("/tier"), json!({ "tier": "starter" })).await;
    assert_eq!((&lower["new_limits"]["users"], &lower["tenant"]["sso_enabled"]), (&json!(25), &json!(false)));
    assert_eq!(told(town.put(&town.tenant.key, &town.path(""), sso(true)).await), "422 not_in_tier sso_enabled");
}

#[tokio::test]
async fn an_owner_takes_back_their_own_suspension_and_the_platform_every_one() {
    let town = Town::open().await;
    let member = town.join(genesis_core::Role::Member).await;
    let (suspend, reactivate, reason) = (town.path("/suspend"), town.path("/reactivate"), json!({ "reason": "a break" }));
    assert_eq!(town.house.post(&town.tenant.key, &suspend, &reason).await.0, StatusCode::OK);
    assert_eq!(town.seen().await["suspension"]["reason"], "a break");
    assert_eq!(town.listed(&member.id).await["status"], "suspended");
    assert_eq!(told(town.house.post(&town.administrator, &suspend, &reason).await), "409 tenant_status -");
    assert_eq!(told(town.house.post(&town.tenant.key, &reactivate, &Value::Null).await), "200");
    assert_eq!(town.listed(&member.id).await["status"], "active");
    assert_eq!(told(town.house.post(&town.administrator, &suspend, &reason).await), "200");
    assert_eq!(told(town.house.post(&town.tenant.key, &reactivate, &Value::Null).await), "403 suspended_by_platform -");
    assert_eq!(told(town.house.post(&town.administrator, &reactivate, &Value::Null).await), "200");
    for reason in [json!({ "reason": " " }), json!({ "reason": "x".repeat(501) })] {
        assert_eq!(told(town.house.post(&town.tenant.key, &suspend, &reason).await), "422 invalid_field reason");
    }
}

#[tokio::test]
async fn a_deleted_tenant_keeps_its_slug_and_its_domain_for_thirty_days() {
    let town = Town::open().await;
    let of_acme = with(with(new("Acme"), "slug", "acme"), "domain", "acme.example.com");
    let acme = town.create(&of_acme).await;
    let path = format!("{TENANTS}/{}", text(&acme["tenant"]["id"]));
    assert_eq!(told(town.delete(&town.administrator, &path).await), "200");
    assert_eq!(told(town.delete(&town.administrator, &path).await), "404 not_found -");
    assert_eq!(town.refused(&of_acme).await, "422 slug_taken slug");
    assert_eq!(town.refused(&with(new("Other"), "domain", "acme.example.com")).await, "422 domain_taken domain");
    let invited = json!({ "token": acme["invitation"]["token"] });
    assert_eq!(told(town.house.post("", super::ACCEPT, &invited).await), "404 no_invitation -");
    town.now.pass(Duration::from_secs(30 * 24 * 60 * 60));
    town.create(&of_acme).await;
}

#[tokio::test]
async fn the_platform_lists_its_tenants_newest_first() {
    let town = Town::open().await;
    for (n, tier) in ["free", "starter", "free", "professional", "free"].into_iter().enumerate() {
        town.now.pass(Duration::from_secs(1));
        town.create(&with(new(&format!("Number {n}")), "tier", tier)).await;
    }
    let names = async |query: &str| {
        let (status, list) = town.house.get(&town.administrator, &format!("{TENANTS}?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let names: Vec<String> = items(&list["tenants"]).iter().map(|tenant| text(&tenant["name"]).to_owned()).collect();
        (names, list["next_cursor"].as_str().map(str::to_owned))
    };
    assert_eq!(names("").await.0, ["Number 4", "Number 3", "Number 2", "Number 1", "Number 0", "Demo"]);
    assert_eq!(names("tier=free&status=pending").await.0, ["Number 4", "Number 2", "Number 0"]);
    assert_eq!(names("search=MBER%203").await.0, ["Number 3"]);
    assert_eq!(names("per_page=2&page=2").await.0, ["Number 2", "Number 1"]);
    let (first, next) = names("per_page=4&tier=free").await;
    assert_eq!((first.len(), next), (3, None));
    let (first, next) = names("per_page=4").await;
    let (second, end) = names(&format!("per_page=4&cursor={}", next.unwrap())).await;
    assert_eq!(([first, second].concat().len(), end), (6, None));
    for (query, expected) in [
        ("page=0", "422 invalid_page page"),
        ("page=12&per_page=100", "422 invalid_page page"),
        ("status=gone", "422 invalid_field status"),
        ("tier=golden", "422 invalid_field tier"),
        ("search=", "422 invalid_field search"),
    ] {
        assert_eq!(told(town.house.get(&town.administrator, &format!("{TENANTS}?{query}")).await), expected, "{query}");
    }
}

#[tokio::test]
async fn another_tenant_is_not_there() {
    let town = Town::open().await;
    let other = town.house.tenant().await;
    let user = format!("/users/{}", other.owner);
    let body = |rest: &str| match rest {
        "/suspend" => json!({ "reason": "envy" }),
        "/tier" => json!({ "tier": "free" }),
        "/users" => json!({ "user_id": "x", "email": "x@example.com", "name": "X" }),
        _ => json!({ "name": "Mine" }),
    };
    for (method, rest) in [
        (Method::GET, ""),
        (Method::PUT, ""),
        (Method::DELETE, ""),
        (Method::PUT, "/tier"),
        (Method::POST, "/suspend"),
        (Method::POST, "/reactivate"),
        (Method::GET, "/users"),
        (Method::POST, "/users"),
        (Method::PUT, user.as_str()),
        (Method::DELETE, user.as_str()),
        (Method::POST, &format!("{user}/invite")),
    ] {
        let body = if method == Method::PUT || rest == "/suspend" || (method == Method::POST && rest == "/users") {
            body(rest)
        } else {
            Value::Null
        };
        let answer = town.house.call(method.clone(), &of(other.tenant, rest), &town.tenant.key, &body).await;
        assert_eq!(told(answer), "404 not_found -", "{method} {rest}");
    }
    let own = town.path(&format!("/users/{}", other.owner));
    assert_eq!(told(town.put(&town.tenant.key, &own, json!({ "name": "Mine" })).await), "404 not_found -", "a user of another");
}
