//! Until when a tenant is open: by whom that is said, and what it opens and closes.

use core::time::Duration;

use http::Method;
use serde_json::{Value, json};

use super::{Town, told};
use crate::house::text;

const READ: &str = "/api/v1/orchestration/stats";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Town {
    fn in_days(&self, days: u32) -> String {
        self.house.operator().clock().now().plus(DAY * days).to_string()
    }

    /// What an administrator is told who sets when something ends.
    async fn set(&self, ends: Value) -> String {
        told(self.put(&self.administrator, &self.path(""), ends).await)
    }

    /// What the owner is told who asks for something that anybody of the tenant may.
    async fn asked(&self) -> String {
        told(self.house.get(&self.tenant.key, READ).await)
    }
}

const OPEN: &str = "200";
const CLOSED: &str = "403 tenant_not_usable -";

#[tokio::test]
async fn whose_trial_is_over_is_open_again_when_an_administrator_says_so() {
    let town = Town::open().await;
    assert_eq!(town.set(json!({ "trial_ends_at": town.in_days(14) })).await, "200");
    assert_eq!(town.asked().await, OPEN);
    town.now.pass(DAY * 14);
    assert_eq!((town.asked().await.as_str(), &town.seen().await["subscription_status"]), (CLOSED, &json!("trial_expired")));
    assert_eq!(town.set(json!({ "trial_ends_at": town.in_days(7) })).await, "200");
    assert_eq!((town.asked().await.as_str(), &town.seen().await["subscription_status"]), (OPEN, &json!("trial")));
    town.now.pass(DAY * 7);
    assert_eq!(town.asked().await, CLOSED);
    assert_eq!(town.set(json!({ "trial_ends_at": null })).await, "200");
    assert_eq!((town.asked().await.as_str(), &town.seen().await["trial_ends_at"]), (OPEN, &Value::Null));
}

#[tokio::test]
async fn a_subscription_stands_in_for_a_trial_until_it_ends_itself() {
    let town = Town::open().await;
    assert_eq!(town.set(json!({ "trial_ends_at": town.in_days(0) })).await, "200");
    assert_eq!(town.asked().await, CLOSED, "a trial may be ended, too");
    assert_eq!(town.set(json!({ "subscription_ends_at": "2100-01-31T23:00:00+01:00" })).await, "200");
    let (asked, seen) = (town.asked().await, town.seen().await);
    assert_eq!((asked.as_str(), text(&seen["subscription_ends_at"])), (OPEN, "2100-01-31T22:00:00.000Z"));
    assert_eq!(told(town.put(&town.administrator, &town.path("/tier"), json!({ "tier": "enterprise" })).await), "200");
    let kept = town.seen().await;
    assert_eq!([&kept["trial_ends_at"], &kept["subscription_ends_at"]], [&seen["trial_ends_at"], &seen["subscription_ends_at"]]);
    assert_eq!(town.set(json!({ "subscription_ends_at": town.in_days(1) })).await, "200");
    town.now.pass(DAY);
    assert_eq!((town.asked().await.as_str(), &town.seen().await["subscription_status"]), (CLOSED, &json!("subscription_expired")));
    assert_eq!(town.set(json!({ "subscription_ends_at": null, "trial_ends_at": null })).await, "200");
    assert_eq!(town.asked().await, OPEN);
}

#[tokio::test]
async fn nobody_gives_their_own_tenant_more_time() {
    let town = Town::open().await;
    let own = async |ends: Value| told(town.put(&town.tenant.key, &town.path(""), ends).await);
    for field in ["trial_ends_at", "subscription_ends_at"] {
        let expected = format!("403 administrators_only {field}");
        assert_eq!(own(json!({ field: "2100-01-01T00:00:00Z" })).await, expected);
        assert_eq!(own(json!({ field: null, "name": "Free for ever" })).await, expected);
        assert_eq!(town.set(json!({ field: "tomorrow" })).await, format!("422 invalid_field {field}"));
    }
    let seen = town.seen().await;
    assert_eq!([&seen["trial_ends_at"], &seen["subscription_ends_at"], &seen["name"]], [&Value::Null, &Value::Null, &json!("Demo")]);
}

#[tokio::test]
async fn what_is_over_is_not_reactivated_and_what_is_reactivated_may_be_over() {
    let town = Town::open().await;
    let (suspend, reactivate) = (town.path("/suspend"), town.path("/reactivate"));
    let again = async |key: &str| town.house.call(Method::POST, &reactivate, key, &Value::Null).await;
    assert_eq!(told(town.house.post(&town.tenant.key, &suspend, &json!({ "reason": "a break" })).await), "200");
    assert_eq!(town.set(json!({ "trial_ends_at": town.in_days(1) })).await, "200");
    town.now.pass(DAY);
    let (status, answer) = again(&town.tenant.key).await;
    assert_eq!((status.as_u16(), &answer["tenant"]["status"]), (200, &json!("active")), "{answer}");
    assert_eq!(text(&answer["message"]), "The tenant is no longer suspended.");
    assert_eq!(town.asked().await, CLOSED);
    for key in [&town.tenant.key, &town.administrator] {
        let (status, problem) = again(key).await;
        assert_eq!((status.as_u16(), text(&problem["code"])), (409, "tenant_status"));
        assert!(text(&problem["detail"]).contains("trial_over"), "{problem}");
    }
}

#[tokio::test]
async fn how_long_a_tenant_is_open_is_in_both_audits() {
    let town = Town::open().await;
    let end = town.in_days(30);
    assert_eq!(town.set(json!({ "trial_ends_at": null, "subscription_ends_at": end })).await, "200");
    let [event] = &town.house.events(&town.tenant, "").await[..] else { panic!("one record") };
    assert_eq!((text(&event["action"]), text(&event["credential"])), ("update-tenant", &*format!("key:{}", &town.administrator[4..20])));
    assert_eq!((&event["metadata"]["trial_ends_at"], &event["metadata"]["subscription_ends_at"]), (&Value::Null, &json!(end)));
    let own = town.house.own_audit().await.into_iter().filter(|record| record.action == "update-tenant");
    assert_eq!(own.map(|record| record.status).collect::<Vec<_>>(), [200]);
}
