use http::StatusCode;
use serde_json::{Value, json};

use super::{Purse, RUNS, header, refused, tokens};
use crate::house::text;

#[tokio::test]
async fn the_last_run_has_what_is_left_for_its_limit() {
    let purse = Purse::open(tokens(45_000)).await;
    let limits = [purse.hold(RUNS[0]).await, purse.hold(RUNS[1]).await, purse.hold(RUNS[2]).await].map(|run| run.limits.max_tokens);
    assert_eq!(limits, [20_000, 20_000, 5_000]);
    assert_eq!(refused(&purse.start().await), "tokens 0 45000 45000");
    purse.cancel(RUNS[2]).await;
    let started = purse.start().await;
    assert_eq!((started.status(), header(&started, "x-quota-tokens-remaining")), (StatusCode::CREATED, "0"));
}

#[tokio::test]
async fn a_step_at_a_callers_request_holds_what_it_is_held_to_use_until_it_ends() {
    let purse = Purse::open(tokens(20_010)).await;
    purse.hold(RUNS[0]).await;
    let step = json!({ "run_id": RUNS[0], "agent_id": "translator", "capability": "words", "sequence_number": 1, "metadata": {} });
    let execute = async || purse.post("/api/v1/agents/execute", &step).await;
    let bytes = step.to_string().len() as u64;
    assert!(bytes / 4 > 10);
    assert_eq!(refused(&execute().await), "tokens 0 20000 20010");
    purse.limit(tokens(20_000 + bytes / 4)).await;
    let begun = execute().await;
    assert_eq!((begun.status(), header(&begun, "x-quota-tokens-remaining")), (StatusCode::CREATED, "0"));
    let begun: Value = serde_json::from_slice(begun.body()).unwrap();
    let complete = format!("/api/v1/agents/complete/{}", text(&begun["execution_id"]));
    assert_eq!(purse.post(&complete, &json!({ "tokens_used": 7 })).await.status(), StatusCode::OK);
    let open = purse.quota().await.tokens;
    assert_eq!((open.used, open.reserved), (0, 20_000), "what it used is its run's, which has not ended");
    purse.cancel(RUNS[0]).await;
    let ended = purse.quota().await.tokens;
    assert_eq!((ended.used, ended.reserved), (7, 0));
}

#[tokio::test]
async fn what_is_spent_on_a_run_that_is_over_is_used_at_once() {
    let purse = Purse::open(tokens(50_000)).await;
    purse.hold(RUNS[0]).await;
    purse.cancel(RUNS[0]).await;
    let step = json!({ "run_id": RUNS[0], "agent_id": "translator", "capability": "words", "sequence_number": 1 });
    let begun: Value = serde_json::from_slice(purse.post("/api/v1/agents/execute", &step).await.body()).unwrap();
    let complete = format!("/api/v1/agents/complete/{}", text(&begun["execution_id"]));
    assert_eq!(purse.post(&complete, &json!({ "tokens_used": 7 })).await.status(), StatusCode::OK);
    let quota = purse.quota().await.tokens;
    assert_eq!((quota.used, quota.reserved), (7, 0));
}
