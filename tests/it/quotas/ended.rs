//! What was held comes back, however the run ends.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Purse, RUNS, refused, runs, unlimited};
use crate::house::text;

/// Runs used and reserved, tokens used and reserved.
async fn taken(purse: &Purse) -> [u64; 4] {
    let quota = purse.quota().await;
    [quota.runs.used, quota.runs.reserved, quota.tokens.used, quota.tokens.reserved]
}

#[tokio::test]
async fn a_run_that_is_cancelled_gives_its_tokens_back_and_counts() {
    let purse = Purse::open(runs(1)).await;
    purse.hold(RUNS[0]).await;
    assert_eq!(taken(&purse).await, [0, 1, 0, 20_000]);
    assert_eq!(refused(&purse.start().await), "orchestration_runs 0 1 1");
    purse.cancel(RUNS[0]).await;
    assert_eq!(taken(&purse).await, [1, 0, 0, 0]);
    assert_eq!(refused(&purse.start().await), "orchestration_runs 1 0 1");
}

/// Its execution broke past every `Catch`, and the event of that comes twice.
#[tokio::test]
async fn a_run_whose_execution_broke_gives_back_what_it_held_once() {
    let purse = Purse::open(unlimited()).await;
    purse.hold(RUNS[0]).await;
    let input = json!({ "tenant": purse.tenant.tenant, "run_id": RUNS[0] }).to_string();
    let event = json!({ "detail": { "status": "FAILED", "input": input, "error": "States.Runtime" } });
    for _ in 0..2 {
        purse.house.platform.invoke("end-broken-run", event.clone()).await.unwrap().unwrap();
        assert_eq!(taken(&purse).await, [1, 0, 0, 0]);
    }
}

/// It was accepted by an instance that died before it could start the execution.
#[tokio::test]
async fn a_run_that_was_never_started_is_found_and_settles_with_what_it_used() {
    let purse = Purse::open(unlimited()).await;
    purse.hold(RUNS[0]).await;
    purse.house.platform.invoke("resume-runs", json!({})).await.unwrap().unwrap();
    let ended = purse.house.ended(&purse.tenant, RUNS[0]).await;
    let tokens = ended["total_tokens"].as_u64().unwrap();
    assert_eq!(taken(&purse).await, [1, 0, tokens, 0]);
    assert!(tokens > 0, "{ended}");
}

#[tokio::test]
async fn a_start_that_is_repeated_is_counted_once_and_answered_whatever_is_left() {
    let purse = Purse::open(runs(1)).await;
    let headers = [("x-api-key", purse.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "one-and-the-same")];
    let start = async || {
        let body = json!({ "query": super::QUESTION }).to_string();
        let answer = purse.house.send(http::Method::POST, crate::house::START, &headers, body).await;
        let started: Value = serde_json::from_slice(answer.body()).unwrap();
        (answer.status(), text(&started["run_id"]).to_owned())
    };
    let first = start().await;
    assert_eq!(first.0, StatusCode::CREATED);
    assert_eq!(start().await, first);
    assert_eq!(purse.quota().await.runs.taken(), 1);
}
