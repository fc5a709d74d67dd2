use futures::future::join_all;
use genesis_lambda::Invocable;
use serde_json::{Value, json};

use super::{Purse, QUESTION, runs};

const CALLS: usize = 1_000;
const QUOTA: u64 = 100;

/// One instance behind the gateway, another one beside it.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_starts_at_once_as_many_are_admitted_as_the_quota_allows() {
    let purse = Purse::open(runs(QUOTA)).await;
    let other = Invocable::new(fn_orchestration::start_run::function(), purse.house.operator().afresh());
    let here = async || told(purse.start().await.body());
    let there = async || told(other.invoke(event(&purse)).await.unwrap()["body"].as_str().unwrap().as_bytes());
    let answered = join_all((0..CALLS).map(|n| async move { (n % 2, if n % 2 == 0 { here().await } else { there().await }) })).await;
    let count = |what| answered.iter().filter(|(_, answered)| answered == what).count();
    assert_eq!(
        (count("started"), count("quota_exceeded")),
        (QUOTA as usize, CALLS - QUOTA as usize),
        "of {CALLS} calls; others are neither"
    );
    let admits = |instance| answered.iter().any(|(at, answered)| *at == instance && answered == "started");
    assert!(admits(0) && admits(1), "both instances admit");
    let settled = purse.house.until(async || Some(purse.quota().await.runs).filter(|runs| runs.reserved == 0)).await;
    assert_eq!((settled.used, purse.house.operator().runs(purse.tenant.tenant).totals().await.unwrap().runs), (QUOTA, QUOTA));
    let tokens = purse.quota().await.tokens;
    assert_eq!(tokens.reserved, 0, "what every run held has come back");
}

/// The status of what was started, or the code of what was refused.
fn told(body: &[u8]) -> String {
    let answer: Value = serde_json::from_slice(body).unwrap();
    answer["code"].as_str().or(answer["status"].as_str()).unwrap().to_owned()
}

/// As the gateway makes one of an admitted caller's request.
fn event(purse: &Purse) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "POST /api/v1/orchestration/start",
        "rawPath": "/api/v1/orchestration/start",
        "rawQueryString": "",
        "headers": { "host": "localhost", "content-type": "application/json" },
        "requestContext": {
            "http": { "method": "POST", "path": "/api/v1/orchestration/start", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "" },
            "stage": "$default",
            "timeEpoch": 0,
            "authorizer": { "lambda": {
                "tenant": purse.tenant.tenant,
                "user": purse.tenant.owner,
                "role": "owner",
                "credential": "key:5f1c2a9be07d4436",
                "scopes": "manage_orchestrations",
            } },
        },
        "body": json!({ "query": QUESTION }).to_string(),
        "isBase64Encoded": false,
    })
}
