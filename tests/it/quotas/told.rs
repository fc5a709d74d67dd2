//! What is left, and what was used.

use genesis_core::Scope;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{NOON, Purse, RUNS, refused, runs, unlimited};
use crate::house::text;

impl Purse {
    fn path(&self, of: &str) -> String {
        format!("/api/v1/tenants/{}/{of}", self.tenant.tenant)
    }

    async fn told(&self, of: &str) -> Value {
        let (status, told) = self.house.get(&self.tenant.key, &self.path(of)).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        told
    }
}

#[tokio::test]
async fn a_tenant_is_told_what_it_has_left() {
    let (purse, hand) = Purse::timed(runs(3)).await;
    purse.hold(RUNS[0]).await;
    purse.hold(RUNS[1]).await;
    purse.cancel(RUNS[1]).await;
    let told = purse.told("quotas").await;
    assert_eq!(told["quotas"]["orchestration_runs"], json!({ "limit": 3, "used": 1, "reserved": 1, "remaining": 1 }));
    assert_eq!(told["quotas"]["tokens"], json!({ "limit": -1, "used": 0, "reserved": 20_000, "remaining": -1 }));
    assert_eq!(told["quotas"]["users"], json!({ "limit": -1, "used": 1, "reserved": 0, "remaining": -1 }));
    let (_, tenant) = purse.house.get(&purse.tenant.key, "/api/v1/tenants/current").await;
    assert_eq!(tenant["quota_usage"], told["quotas"]);
    assert_eq!((text(&told["tier"]), text(&told["usage_reset_at"])), ("enterprise", "2100-02-01T00:00:00.000Z"));
    assert_eq!(told["tier_limits"]["tokens_per_month"], json!(-1));
    hand.set(NOON.plus(std::time::Duration::from_secs(40 * 24 * 60 * 60)));
    let later = purse.told("quotas").await;
    assert_eq!(later["quotas"]["orchestration_runs"], json!({ "limit": 3, "used": 0, "reserved": 1, "remaining": 2 }));
    assert_eq!(text(&later["usage_reset_at"]), "2100-03-01T00:00:00.000Z");
}

#[tokio::test]
async fn a_tenant_shows_what_the_month_has_used_and_cost_to_who_may_see_that_in_one_read() {
    let (purse, hand) = Purse::timed(unlimited()).await;
    for (n, days) in [(0, 1), (1, 35), (2, 0)] {
        let stored = purse.post("/api/v1/memory/store", &json!({ "key": n.to_string(), "value": 1 })).await;
        assert_eq!(stored.status(), StatusCode::CREATED);
        hand.pass(std::time::Duration::from_secs(days * 24 * 60 * 60));
    }
    let path = format!("/api/v1/tenants/{}", purse.tenant.tenant);
    let (_, found) = purse.house.get(&purse.tenant.key, &path).await;
    let analytics = purse.told("analytics").await;
    assert_eq!(found["analytics"], analytics);
    assert_eq!(analytics["daily_breakdown"].as_array().map(Vec::len), Some(1), "of this month alone: {analytics}");
    assert_eq!(found["billing"]["current_month_cost_microdollars"], json!(1_000));
    assert_eq!(found["billing"]["resource_breakdown"], json!({ "memory_items": 1_000 }));
    let reads = || {
        let calls = purse.house.platform.embedded().calls();
        calls.iter().filter(|(call, _)| call.caller == "get-tenant" && call.service == "DynamoDB").map(|(_, count)| count).sum::<u64>()
    };
    let before = reads();
    purse.house.get(&purse.tenant.key, &path).await;
    assert_eq!(reads() - before, 2, "the gate's, and one for everything");
    let narrow = purse.tenant.key_for(purse.house.operator(), &[Scope::ManageMemory]).await.unwrap();
    let (_, seen) = purse.house.get(&narrow, &path).await;
    assert_eq!((&seen["analytics"], &seen["billing"], &seen["tenant"]["id"]), (&Value::Null, &Value::Null, &found["tenant"]["id"]));
}

#[tokio::test]
async fn the_days_of_a_month_are_read_for_who_may_see_them_alone() {
    let (purse, _) = Purse::timed(unlimited()).await;
    let pk = format!("{}#usage", purse.tenant.tenant);
    let unreadable = json!({ "pk": { "S": pk }, "sk": { "S": "2100-01-01" }, "tokens": { "S": "many" } });
    purse.house.reach_in(&purse.tenant, "PutItem", &json!({ "TableName": "usage", "Item": unreadable })).await;
    for (scope, status) in [
        (Scope::ViewAnalytics, StatusCode::INTERNAL_SERVER_ERROR),
        (Scope::ManageBilling, StatusCode::INTERNAL_SERVER_ERROR),
        (Scope::ManageUsers, StatusCode::OK),
    ] {
        let key = purse.tenant.key_for(purse.house.operator(), &[scope]).await.unwrap();
        assert_eq!(purse.house.get(&key, "/api/v1/tenants/current").await.0, status, "{scope:?}");
    }
}

#[tokio::test]
async fn another_tenants_quotas_and_usage_are_not_there() {
    let purse = Purse::open(unlimited()).await;
    let stranger = purse.house.tenant().await;
    for of in ["quotas", "analytics"] {
        assert_eq!(purse.house.get(&stranger.key, &purse.path(of)).await.0, StatusCode::NOT_FOUND, "{of}");
    }
}

#[tokio::test]
async fn a_tier_brings_its_limits_at_once() {
    let purse = Purse::open(unlimited()).await;
    for run in RUNS {
        purse.hold(run).await;
    }
    let change = async |tier: &str| {
        let (status, told) = purse.house.call(Method::PUT, &purse.path("tier"), &purse.tenant.key, &json!({ "tier": tier })).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    };
    change("free").await;
    let told = purse.told("quotas").await;
    assert_eq!(told["quotas"]["tokens"], json!({ "limit": 100_000, "used": 0, "reserved": 60_000, "remaining": 40_000 }));
    purse.house.pending_run(&purse.tenant, "44444444-4444-4444-8444-444444444444", super::QUESTION).await;
    purse.house.pending_run(&purse.tenant, "55555555-5555-4555-8555-555555555555", super::QUESTION).await;
    assert_eq!(refused(&purse.start().await), "tokens 0 100000 100000");
    change("starter").await;
    assert_eq!(purse.start().await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn usage_is_told_by_the_day_and_with_what_it_costs() {
    let (purse, hand) = Purse::timed(unlimited()).await;
    purse.hold(RUNS[0]).await;
    purse.hold(RUNS[1]).await;
    purse.post("/api/v1/memory/store", &json!({ "key": "k", "value": "0123456789" })).await;
    purse.cancel(RUNS[0]).await;
    hand.set(NOON.plus(std::time::Duration::from_secs(24 * 60 * 60)));
    purse.cancel(RUNS[1]).await;
    let told = purse.told("analytics").await;
    assert_eq!((text(&told["start_date"]), text(&told["end_date"])), ("2100-01-01", "2100-01-02"));
    let bytes = "kdefault\"0123456789\"{}".len();
    let first = json!({ "date": "2100-01-01", "usage": { "orchestration_runs": 1, "memory_items": 1, "storage": bytes }, "cost_microdollars": 101_000 });
    let second = json!({ "date": "2100-01-02", "usage": { "orchestration_runs": 1 }, "cost_microdollars": 100_000 });
    assert_eq!(told["daily_breakdown"], json!([first, second]));
    assert_eq!(told["total_cost_microdollars"], 201_000);
    let only = purse.told("analytics?resource_type=orchestration_runs&start_date=2100-01-02").await;
    let usage = json!([{ "resource_type": "orchestration_runs", "total_usage": 1, "peak_usage": 1, "average_usage": 1.0,
        "unit_cost_microdollars": 100_000, "total_cost_microdollars": 100_000 }]);
    assert_eq!(only["usage"], usage);
    for (query, field) in [("start_date=2100-02-30", "start_date"), ("end_date=2099-12-31&start_date=2100-01-01", "end_date")] {
        let (status, problem) = purse.house.get(&purse.tenant.key, &purse.path(&format!("analytics?{query}"))).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    }
}

/// What authorises the caller included.
#[tokio::test]
async fn a_start_takes_at_most_five_calls_of_the_database() {
    let purse = Purse::open(runs(10)).await;
    let called = || {
        let calls = purse.house.platform.embedded().calls();
        let of_door = calls.iter().filter(|(call, _)| ["authorize-caller", "start-run"].contains(&call.caller.as_str()));
        of_door.filter(|(call, _)| call.service == "DynamoDB").map(|(_, count)| count).sum::<u64>()
    };
    purse.start().await;
    let before = called();
    assert_eq!(purse.start().await.status(), StatusCode::CREATED);
    assert!((2..=5).contains(&(called() - before)), "{}", called() - before);
    let before = called();
    let headers = [("x-api-key", purse.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "once")];
    let keyed = purse.house.send(Method::POST, "/api/v1/orchestration/start", &headers, r#"{"query": "Who walks?"}"#).await;
    assert_eq!((keyed.status(), called() - before), (StatusCode::CREATED, 7), "two more under a key");
}
