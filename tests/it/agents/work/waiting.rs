use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, paris, refusal};
use crate::house::{hand_clock, text};

#[tokio::test]
async fn the_time_that_a_run_waits_for_an_agent_of_its_callers_own_is_not_counted() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "person" } }), &json!({ "max_seconds": 10 })).await;
    let work = desk.next("person").await;
    now.pass(Duration::from_secs(3_000));
    let claimed = desk.claimed(&work).await;
    desk.given(&claimed, &paris(&claimed)).await;
    let ended = desk.ended(&run).await;
    assert_eq!(
        (&ended["status"], &ended["answer"], &ended["duration_ms"]),
        (&json!("completed"), &json!("Paris"), &json!(3_000_000)),
        "{ended}"
    );
}

#[tokio::test]
async fn what_else_takes_time_is_counted_beside_it() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "person" } }), &json!({ "max_seconds": 10 })).await;
    let work = desk.next("person").await;
    now.pass(Duration::from_secs(3_000));
    let executions = desk.house.operator().agent_executions(desk.tenant.tenant);
    let claimed = desk.claimed(&work).await;
    let open = executions.find(work.parse().unwrap()).await.unwrap().unwrap();
    let output = paris(&claimed).as_object().unwrap().clone();
    let at = desk.house.operator().clock().now();
    let ended = open.ended(genesis_orchestration::ExecutionEnd { output_context: output, ..Default::default() }, at);
    executions.hand_in(&ended, at).await.unwrap();
    now.pass(Duration::from_secs(11));
    desk.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    let ended = desk.ended(&run).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("TIME_LIMIT")), "{ended}");
}

#[tokio::test]
async fn a_run_that_waits_for_nobody_any_longer_ends_and_closes_the_work() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "person", "wait_seconds": 600 } }), &json!({})).await;
    let work = desk.next("person").await;
    let claimed = desk.claimed(&work).await;
    now.pass(Duration::from_secs(599));
    desk.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    assert_eq!(desk.listed("").await, std::slice::from_ref(&work), "there is a second left");
    now.pass(Duration::from_secs(1));
    assert_eq!(desk.listed("").await, [""; 0]);
    assert_eq!(refusal(&desk.claim(&work).await), (StatusCode::CONFLICT, "wait_is_over"));
    let late = desk.complete(&work, &json!({ "output_context": paris(&claimed) })).await;
    assert_eq!(refusal(&late), (StatusCode::CONFLICT, "wait_is_over"));

    desk.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    let ended = desk.ended(&run).await;
    let terminator = &ended["terminator"];
    assert_eq!(
        (&ended["status"], &terminator["reason"], &terminator["step"]),
        (&json!("terminated"), &json!("WAIT_LIMIT"), &json!("s1")),
        "{ended}"
    );
    assert_eq!(text(&terminator["detail"]), "The agent person did not complete its work in time.");
    let closed = desk.execution(&work).await;
    assert_eq!((&closed["status"], &closed["error_message"]), (&json!("failed"), &json!("wait_is_over")), "{closed}");
}

#[tokio::test]
async fn what_a_run_waits_for_is_closed_when_its_caller_ends_it() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "person" } }), &json!({})).await;
    let work = desk.next("person").await;
    let (status, _) = desk.house.post(&desk.tenant.key, &format!("/api/v1/orchestration/cancel/{run}"), &Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(desk.listed("").await, [""; 0]);
    let closed = desk.execution(&work).await;
    assert_eq!((&closed["status"], &closed["error_message"]), (&json!("failed"), &json!("run_is_over")), "{closed}");
    let late = desk.complete(&work, &json!({ "output_context": { "text": null, "confidence": 0 } })).await;
    assert_eq!(refusal(&late), (StatusCode::CONFLICT, "execution_is_over"));
}
