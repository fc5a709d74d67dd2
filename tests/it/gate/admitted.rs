//! What a caller sees of limits, through the door.

use genesis_core::{Role, Timestamp};
use genesis_tenancy::Tier;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{BEGINNING, Limited, header};

#[tokio::test]
async fn an_answer_says_how_the_limits_stand_and_a_refusal_when_to_come_again() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    let first = limited.read(&tenant.key).await;
    assert_eq!(first.status(), StatusCode::OK);
    let policy =
        r#""tenant";q=20;w=12, "hour";q=1000;w=3600, "day";q=10000;w=86400, "user";q=150;w=12, "key";q=150;w=12, "endpoint";q=75;w=15"#;
    assert_eq!(header(&first, "ratelimit-policy"), policy);
    let standing =
        r#""tenant";r=19;t=1, "hour";r=999;t=TO_HOUR, "day";r=9999;t=TO_DAY, "user";r=149;t=1, "key";r=149;t=1, "endpoint";r=74;t=1"#;
    let left = |span: i64| (span - BEGINNING.0.rem_euclid(span)) / 1_000;
    let standing = standing.replace("TO_HOUR", &left(3_600_000).to_string()).replace("TO_DAY", &left(86_400_000).to_string());
    assert_eq!(header(&first, "ratelimit"), standing);
    assert_eq!((header(&first, "x-ratelimit-limit"), header(&first, "x-ratelimit-remaining")), ("100", "19"));
    for _ in 1..20 {
        assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    }
    let refused = limited.read(&tenant.key).await;
    let problem: Value = serde_json::from_slice(refused.body()).unwrap();
    assert_eq!((refused.status(), &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")), "{problem}");
    assert_eq!(header(&refused, "content-type"), "application/problem+json");
    assert_eq!((header(&refused, "retry-after"), header(&refused, "x-ratelimit-remaining")), ("1", "0"));
    limited.pass(1);
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_tenant_has_so_many_requests_an_hour_and_a_day_whoever_asks_and_however_evenly() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    limited.hand.set(Timestamp(4_000_003_200_000));
    for n in 0..1_000 {
        assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK, "{n}");
        limited.pass(1);
    }
    let refused = limited.read(&tenant.key).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "retry-after"), (3_600 - 1_000).to_string());
    limited.pass(3_600 - 1_000);
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    limited.change(&tenant, |tenant| tenant.tier = Tier::Starter).await;
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_tenants_haste_is_no_others() {
    let limited = Limited::open().await;
    let (hasty, other) = (limited.tenant(Tier::Free).await, limited.tenant(Tier::Free).await);
    for _ in 0..30 {
        limited.read(&hasty.key).await;
    }
    assert_eq!(limited.read(&hasty.key).await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.read(&other.key).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn who_goes_on_after_refusals_is_blocked_for_longer_and_longer_and_its_colleagues_are_not() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    let colleague = limited.key_of(&tenant, Role::Member).await;
    for _ in 0..20 {
        limited.read(&tenant.key).await;
    }
    let mut told = Vec::new();
    for _ in 0..12 {
        // As many at once as somebody likes are one.
        for _ in 0..3 {
            while limited.read(&tenant.key).await.status() == StatusCode::OK {}
        }
        let refused = limited.read(&tenant.key).await;
        told.push(header(&refused, "retry-after").parse::<u64>().unwrap());
        limited.pass(if told.last() > Some(&2) { *told.last().unwrap() } else { 1 });
    }
    assert_eq!(told, [1, 1, 1, 1, 60, 60, 60, 60, 60, 300, 300, 300]);
    assert_eq!(limited.read(&colleague).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_stranger_gets_a_hundred_requests_a_minute_and_a_caller_from_there_is_unaffected() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let stranger = async || limited.stray_from("203.0.113.7").await;
    for n in 0..100 {
        assert_eq!(stranger().await.status(), StatusCode::UNAUTHORIZED, "{n}");
    }
    let refused = stranger().await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "retry-after"), "60");
    assert_eq!((header(&refused, "ratelimit-policy"), header(&refused, "ratelimit")), (r#""address";q=100;w=60"#, r#""address";r=0;t=60"#));
    let told = ["limit", "remaining", "reset"].map(|of| header(&refused, &format!("x-ratelimit-{of}")).to_owned());
    assert_eq!(told, ["100", "0", "60"]);
    assert_eq!(limited.read_from("203.0.113.7", &tenant.key).await.status(), StatusCode::OK);
    assert_eq!(limited.stray_from("203.0.113.8").await.status(), StatusCode::UNAUTHORIZED);
    limited.pass(60);
    assert_eq!(stranger().await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whoever_asks_how_the_platform_is_may_ask_as_often_as_they_like() {
    let limited = Limited::open().await;
    let address = "203.0.113.7".parse().unwrap();
    for _ in 0..150 {
        let answer = limited.house.send_from(address, Method::GET, "/health/live", &[], "").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(!answer.headers().contains_key("ratelimit"));
    }
}

#[tokio::test]
async fn a_read_costs_three_calls_to_a_table() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    let read = async || limited.house.get(&tenant.key, "/api/v1/agents/configuration").await.0;
    let calls = || {
        let calls = limited.house.platform.embedded().calls();
        calls.iter().filter(|(call, _)| call.service == "DynamoDB" && call.caller != "operator").map(|(_, count)| count).sum::<u64>()
    };
    let before = calls();
    read().await;
    assert_eq!(calls() - before, 6, "the first of an instance: the tenant's gate, the lists of addresses, and a share of what all have");
    let before = calls();
    for _ in 0..5 {
        assert_eq!(read().await, StatusCode::OK);
    }
    assert_eq!(calls() - before, 15);
}
