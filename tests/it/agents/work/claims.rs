use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, WORK, paris, refusal};
use crate::{
    agents::EXECUTE,
    house::{hand_clock, text},
};

impl Desk {
    /// Work that nothing waits for.
    pub(super) async fn begin(&self, agent: &str) -> String {
        let run = self.house.pending_run(&self.tenant, "11111111-2222-4333-8444-555555555555", "Who?").await;
        self.begin_for(&run.to_string(), agent).await
    }

    pub(super) async fn begin_for(&self, run: &str, agent: &str) -> String {
        let new = json!({ "run_id": run, "agent_id": agent, "capability": "help", "sequence_number": 1, "input_context": { "a": 1 } });
        let (status, started) = self.house.post(&self.tenant.key, EXECUTE, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        text(&started["execution_id"]).to_owned()
    }
}

#[tokio::test]
async fn work_is_claimed_by_one_of_many() {
    let desk = Desk::open().await;
    let work = desk.begin("helper").await;
    let answers = futures::future::join_all((0..6).map(|_| desk.claim(&work))).await;
    let (held, others): (Vec<_>, Vec<_>) = answers.iter().partition(|(status, _)| *status == StatusCode::OK);
    assert_eq!((held.len(), &held[0].1["claim"], &held[0].1["input_context"]), (1, &json!(1), &json!({ "a": 1 })));
    assert!(others.iter().all(|answer| refusal(answer) == (StatusCode::CONFLICT, "work_is_claimed")), "{others:?}");
}

#[tokio::test]
async fn a_lease_that_runs_out_returns_the_work_and_its_holder_is_told() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let work = desk.begin("helper").await;
    desk.claimed(&work).await;
    assert_eq!(desk.listed("agent_id=helper").await, [""; 0]);
    now.pass(Duration::from_secs(59));
    assert_eq!(desk.heartbeat(&work, 1).await.0, StatusCode::OK);
    now.pass(Duration::from_secs(59));
    assert_eq!(desk.listed("agent_id=helper").await, [""; 0], "a heartbeat keeps the claim");
    now.pass(Duration::from_secs(1));
    assert_eq!(desk.listed("agent_id=helper").await, std::slice::from_ref(&work));

    assert_eq!(desk.claimed(&work).await["claim"], 2);
    let outcome = |claim: u32| json!({ "output_context": { "by": claim }, "tokens_used": 5, "claim": claim });
    assert_eq!(refusal(&desk.heartbeat(&work, 1).await), (StatusCode::CONFLICT, "claim_is_lost"));
    assert_eq!(refusal(&desk.complete(&work, &outcome(1)).await), (StatusCode::CONFLICT, "claim_is_lost"));
    let first = desk.complete(&work, &outcome(2)).await;
    assert_eq!(first.0, StatusCode::OK, "{first:?}");
    assert_eq!(desk.complete(&work, &outcome(2)).await, first, "twice is once");
    assert_eq!(refusal(&desk.complete(&work, &outcome(1)).await), (StatusCode::CONFLICT, "claim_is_lost"));
    assert_eq!(refusal(&desk.claim(&work).await), (StatusCode::CONFLICT, "execution_is_over"));
    assert_eq!(refusal(&desk.heartbeat(&work, 2).await), (StatusCode::CONFLICT, "execution_is_over"));
    assert_eq!(desk.execution(&work).await["output_context"], json!({ "by": 2 }));
    let (_, performance) = desk.house.get(&desk.tenant.key, "/api/v1/agents/performance?agent_id=helper").await;
    assert_eq!(performance["agents"][0]["total_tokens"], 5);
}

#[tokio::test]
async fn a_claim_whose_lease_is_out_still_counts_while_nobody_else_has_claimed() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let work = desk.begin("helper").await;
    desk.claimed(&work).await;
    now.pass(Duration::from_secs(61));
    assert_eq!(desk.complete(&work, &json!({ "claim": 1 })).await.0, StatusCode::OK);
}

#[tokio::test]
async fn while_somebody_holds_a_claim_nobody_completes_without_one() {
    let (now, clock) = hand_clock();
    let desk = Desk::with(clock).await;
    let work = desk.begin("helper").await;
    desk.claimed(&work).await;
    let answer = desk.complete(&work, &json!({ "tokens_used": 5 })).await;
    assert_eq!(refusal(&answer), (StatusCode::CONFLICT, "claim_is_unsaid"));
    assert_eq!(answer.1["errors"][0]["field"], "claim", "{answer:?}");
    let lost = desk.complete(&work, &json!({ "claim": 2 })).await;
    assert_eq!((refusal(&lost), &lost.1["errors"][0]["field"]), ((StatusCode::CONFLICT, "claim_is_lost"), &json!("claim")));
    assert_eq!(desk.execution(&work).await["status"], "running");
    now.pass(Duration::from_secs(61));
    assert_eq!(desk.complete(&work, &json!({ "tokens_used": 5 })).await.0, StatusCode::OK, "its lease is out, and the work is anybody's");
}

#[tokio::test]
async fn work_is_found_by_agent_and_capability_and_waited_for() {
    let desk = Desk::open().await;
    let one = desk.begin("one").await;
    let run = text(&desk.execution(&one).await["run_id"]).to_owned();
    let two = desk.begin_for(&run, "one two").await;
    assert_eq!(desk.listed("").await, [one.clone(), two.clone()]);
    for (query, found) in [
        ("agent_id=one", vec![&one]),
        ("agent_id=one%20two", vec![&two]),
        ("agent_id=two", vec![]),
        ("capability=help", vec![&one, &two]),
        ("capability=hel", vec![]),
        ("agent_id=one&capability=help", vec![&one]),
    ] {
        assert_eq!(desk.listed(query).await.iter().collect::<Vec<_>>(), found, "{query}");
    }
    let (found, begun) = tokio::join!(desk.listed("agent_id=late&wait_seconds=20"), desk.begin_for(&run, "late"));
    assert_eq!(found, [begun]);
    for (query, field) in
        [("wait_seconds=21", "wait_seconds"), ("agent_id=", "agent_id"), ("capability=", "capability"), ("colour=1", "colour")]
    {
        let (status, problem) = desk.house.get(&desk.tenant.key, &format!("{WORK}?{query}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}: {problem}");
    }
}

#[tokio::test]
async fn anothers_work_is_not_there() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let other = Desk { tenant: desk.house.tenant().await, house: desk.house };
    assert_eq!(other.listed("").await, [""; 0]);
    assert_eq!(other.claim(&work).await.0, StatusCode::NOT_FOUND);
    assert_eq!(other.heartbeat(&work, 1).await.0, StatusCode::NOT_FOUND);
    assert_eq!(other.complete(&work, &json!({ "output_context": {} })).await.0, StatusCode::NOT_FOUND);
    let (status, _) = other.house.get(&other.tenant.key, &format!("/api/v1/orchestration/status/{run}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_turn_completed_twice_is_taken_once() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let claimed = desk.claimed(&work).await;
    let outcome = json!({ "output_context": paris(&claimed), "tokens_used": 77, "claim": 1 });
    let answers: Vec<(StatusCode, Value)> = futures::future::join_all((0..4).map(|_| desk.complete(&work, &outcome))).await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == StatusCode::OK), "{answers:?}");
    let ended = desk.ended(&run).await;
    assert_eq!((&ended["answer"], &ended["agent_executions"]), (&json!("Paris"), &json!(6)), "{ended}");
    assert_eq!(desk.complete(&work, &outcome).await, answers[0], "also when its run is over");
    let (_, performance) = desk.house.get(&desk.tenant.key, "/api/v1/agents/performance?agent_id=reader").await;
    let reader = &performance["agents"][0];
    assert_eq!((&reader["total_executions"], &reader["total_tokens"]), (&json!(1), &json!(77)), "{performance}");
}
