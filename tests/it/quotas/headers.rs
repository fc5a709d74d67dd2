use genesis_tenancy::{Limit, TierLimits};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Purse, RUNS, header, refused, runs, unlimited};
use crate::house::{OLYMPICS, START, text};

#[tokio::test]
async fn a_start_tells_what_is_left_and_that_it_is_not_much() {
    let purse = Purse::open(runs(10)).await;
    for left in (1..10).rev() {
        let started = purse.start().await;
        assert_eq!(started.status(), StatusCode::CREATED);
        assert_eq!(
            (header(&started, "x-quota-orchestration-limit"), header(&started, "x-quota-orchestration-remaining")),
            ("10", left.to_string().as_str())
        );
        assert_eq!(header(&started, "x-quota-tokens-remaining"), "-1");
        let warning = started.headers().get("x-quota-warning").map(|resources| resources.to_str().unwrap());
        assert_eq!(warning, (left == 1).then_some("orchestration_runs"), "{left} left");
    }
}

#[tokio::test]
async fn a_refusal_says_of_what_there_is_not_enough_and_when_there_will_be() {
    let (purse, _) = Purse::timed(TierLimits { storage_bytes: Limit::AtMost(5_000_000_000), ..runs(1) }).await;
    purse.hold(RUNS[0]).await;
    let answer = purse.start().await;
    assert_eq!(refused(&answer), "orchestration_runs 0 1 1");
    let problem: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(text(&problem["quota_info"]["reset"]), "2100-02-01T00:00:00.000Z");
    assert_eq!(text(&problem["upgrade_url"]), format!("/api/v1/tenants/{}/tier", purse.tenant.tenant));
    assert_eq!(header(&answer, "x-quota-orchestration-remaining"), "0");
    assert_eq!(header(&answer, "x-quota-storage-remaining-gb"), "5.000");
    assert_eq!(header(&answer, "x-quota-reset"), "4105123200");
}

#[tokio::test]
async fn a_start_that_is_repeated_tells_what_the_first_one_told() {
    let purse = Purse::open(runs(10)).await;
    let headers = [("x-api-key", purse.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "order-1")];
    let body = json!({ "query": OLYMPICS }).to_string();
    let (first, again) =
        (purse.house.send(Method::POST, START, &headers, body.clone()).await, purse.house.send(Method::POST, START, &headers, body).await);
    assert_eq!((first.status(), header(&again, "idempotency-replayed")), (StatusCode::CREATED, "true"));
    for name in ["x-quota-orchestration-limit", "x-quota-orchestration-remaining", "x-quota-tokens-limit", "x-quota-reset"] {
        assert_eq!(header(&first, name), header(&again, name));
    }
    assert_eq!(header(&again, "x-quota-orchestration-remaining"), "9");
}

#[tokio::test]
async fn who_has_no_limits_is_told_so() {
    let purse = Purse::open(unlimited()).await;
    let started = purse.start().await;
    for name in ["orchestration", "tokens"] {
        assert_eq!(header(&started, &format!("x-quota-{name}-limit")), "-1");
        assert_eq!(header(&started, &format!("x-quota-{name}-remaining")), "-1");
    }
    let stored = purse.post("/api/v1/memory/store", &json!({ "key": "k", "value": 1 })).await;
    assert_eq!(header(&stored, "x-quota-storage-limit-gb"), "-1");
}
