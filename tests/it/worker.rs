//! The agents' worker under what SQS may do to it: deliver twice, deliver at once, deliver what nobody can read.

use futures::future::join_all;
use genesis_aws::{Claim, Finish};
use genesis_core::{Ids, RunId, TenantId, Timestamp};
use genesis_local::Demo;
use genesis_orchestration::PATIENCE;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, hand_clock, items, text};

const WORKER: &str = "execute-agent-step";
const RUN: &str = "11111111-2222-4333-8444-555555555555";

/// A run whose turns no workflow takes: the test delivers each message itself.
struct Bench {
    house: House,
    tenant: Demo,
    run: RunId,
}

impl Bench {
    async fn open(question: &str) -> Self {
        let (house, tenant) = House::with_library().await;
        let run = house.pending_run(&tenant, RUN, question).await;
        Self { house, tenant, run }
    }

    fn message(&self, turn: &Turn) -> String {
        message(self.tenant.tenant, self.run, turn)
    }

    /// Delivers messages in one batch, and gives the ids of those that would be delivered again.
    async fn deliver(&self, bodies: &[String]) -> Vec<String> {
        let records: Vec<Value> = bodies.iter().enumerate().map(|(n, body)| record(&format!("message-{n}"), body)).collect();
        let answer = self.house.platform.invoke(WORKER, json!({ "Records": records })).await.unwrap().unwrap();
        items(&answer["batchItemFailures"]).iter().map(|failure| text(&failure["itemIdentifier"]).to_owned()).collect()
    }

    async fn stored(&self) -> Stored {
        let state = self.house.operator().runs(self.tenant.tenant).state(self.run).await.unwrap().unwrap();
        Stored {
            executions: state.executions.iter().map(|execution| execution.step.to_string()).collect(),
            attempts: state.executions.iter().map(|execution| execution.attempt).collect(),
            memory: state.memory.iter().map(|item| item.id.clone()).collect(),
            counters: [state.run.total_tokens, state.run.routed_tokens, state.run.full_tokens, u64::from(state.run.steps_completed)],
            used: state.executions.iter().map(|execution| execution.tokens_used).sum(),
        }
    }
}

/// What a delivery may change.
#[derive(Debug, PartialEq)]
struct Stored {
    executions: Vec<String>,
    attempts: Vec<u32>,
    memory: Vec<String>,
    counters: [u64; 4],
    used: u64,
}

struct Turn {
    wave: u32,
    step: Option<&'static str>,
    role: &'static str,
}

const PLAN: Turn = Turn { wave: 0, step: None, role: "planner" };

/// All turns of the question of three hops, in order.
const TURNS: [Turn; 12] = [
    PLAN,
    Turn { wave: 1, step: Some("s1"), role: "retriever" },
    Turn { wave: 1, step: Some("s1"), role: "solver" },
    Turn { wave: 1, step: Some("s1"), role: "critic" },
    Turn { wave: 2, step: Some("s2"), role: "retriever" },
    Turn { wave: 2, step: Some("s2"), role: "solver" },
    Turn { wave: 2, step: Some("s2"), role: "critic" },
    Turn { wave: 3, step: Some("s3"), role: "retriever" },
    Turn { wave: 3, step: Some("s3"), role: "solver" },
    Turn { wave: 3, step: Some("s3"), role: "critic" },
    Turn { wave: 4, step: None, role: "rewriter" },
    Turn { wave: 4, step: None, role: "verifier" },
];

fn message(tenant: TenantId, run: RunId, turn: &Turn) -> String {
    json!({ "token": "a token of no execution", "tenant": tenant, "run_id": run, "wave": turn.wave, "step": turn.step, "role": turn.role })
        .to_string()
}

fn record(id: &str, body: &str) -> Value {
    json!({ "messageId": id, "receiptHandle": id, "body": body, "eventSource": "aws:sqs", "awsRegion": "us-east-1", "attributes": {}, "messageAttributes": {} })
}

#[tokio::test]
async fn a_message_delivered_twice_is_one_execution_with_one_effect() {
    let bench = Bench::open(OLYMPICS).await;
    for turn in &TURNS {
        let body = bench.message(turn);
        assert_eq!(bench.deliver(std::slice::from_ref(&body)).await, [""; 0], "{body}");
        let once = bench.stored().await;
        assert_eq!(bench.deliver(&[body]).await, [""; 0]);
        assert_eq!(bench.stored().await, once);
    }
    let all = bench.stored().await;
    assert_eq!((all.executions.len(), all.counters[0], all.counters[3]), (TURNS.len(), all.used, TURNS.len() as u64));
    assert!(all.attempts.iter().all(|attempt| *attempt == 1));
}

#[tokio::test]
async fn a_message_delivered_at_once_to_many_is_one_execution_with_one_effect() {
    let bench = Bench::open(OLYMPICS).await;
    for turn in &TURNS[..4] {
        let body = bench.message(turn);
        let failures = join_all((0..6).map(|_| bench.deliver(std::slice::from_ref(&body)))).await;
        assert!(failures.iter().any(Vec::is_empty), "nobody took {body}");
        // Those who came second give it back, and find it done when it returns.
        assert_eq!(bench.deliver(&[body]).await, [""; 0]);
    }
    let all = bench.stored().await;
    assert_eq!((all.executions.len(), all.counters[0], all.counters[3]), (4, all.used, 4));
    assert!(all.attempts.iter().all(|attempt| *attempt == 1), "{all:?}");
}

#[tokio::test]
async fn a_message_twice_in_one_batch_is_one_execution() {
    let bench = Bench::open(OLYMPICS).await;
    let body = bench.message(&PLAN);
    bench.deliver(&[body.clone(), body]).await;
    let all = bench.stored().await;
    assert_eq!((all.executions, all.counters[0], all.counters[3]), (vec!["00.s00.1-planner".to_owned()], all.used, 1));
}

#[tokio::test]
async fn a_message_that_comes_after_the_end_changes_nothing() {
    let (house, tenant) = House::with_library().await;
    let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
    let bench = Bench { house, run: text(&ended["run_id"]).parse().unwrap(), tenant };
    let before = bench.stored().await;
    let late = [
        Turn { wave: 3, step: Some("s3"), role: "solver" },
        Turn { wave: 4, step: None, role: "rewriter" },
        Turn { wave: 9, step: None, role: "verifier" },
    ];
    let bodies: Vec<String> = late.iter().map(|turn| bench.message(turn)).collect();
    assert_eq!(bench.deliver(&bodies).await, [""; 0]);
    assert_eq!(bench.stored().await, before);
}

#[tokio::test]
async fn a_worker_reads_a_run_once_for_all_its_turns() {
    let bench = Bench::open(OLYMPICS).await;
    for turn in &TURNS {
        assert_eq!(bench.deliver(&[bench.message(turn)]).await, [""; 0]);
    }
    let calls = bench.house.platform.embedded().calls();
    let queries = calls.iter().filter(|(call, _)| call.caller == WORKER && call.operation == "Query").map(|(_, count)| count);
    assert_eq!(queries.sum::<u64>(), 1);
    assert_eq!(bench.stored().await.counters[3], TURNS.len() as u64);
}

#[tokio::test]
async fn a_worker_that_knows_a_run_as_open_stores_nothing_once_it_is_over() {
    let bench = Bench::open(OLYMPICS).await;
    assert_eq!(bench.deliver(&[bench.message(&PLAN)]).await, [""; 0]);
    let (status, _) = bench.house.post(&bench.tenant.key, &format!("/api/v1/orchestration/cancel/{RUN}"), &Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let before = bench.stored().await;
    assert_eq!(bench.deliver(&[bench.message(&TURNS[1])]).await, [""; 0]);
    assert_eq!(bench.stored().await, before);
}

#[tokio::test]
async fn what_cannot_be_done_is_answered_and_not_delivered_again() {
    let bench = Bench::open(OLYMPICS).await;
    let nobody: RunId = "99999999-2222-4333-8444-555555555555".parse().unwrap();
    let early = Turn { wave: 1, step: Some("s1"), role: "solver" };
    let bodies = [message(bench.tenant.tenant, nobody, &PLAN), bench.message(&early)];
    assert_eq!(bench.deliver(&bodies).await, [""; 0]);
    assert!(bench.stored().await.memory.is_empty());
}

#[tokio::test]
async fn of_a_batch_only_what_nobody_can_read_is_returned() {
    let bench = Bench::open(OLYMPICS).await;
    let unknown_role = bench.message(&Turn { wave: 0, step: None, role: "poet" });
    for bad in ["", "{", "null", "[]", r#"{"token":"x"}"#, unknown_role.as_str()] {
        assert_eq!(bench.deliver(&[bad.to_owned()]).await, ["message-0"], "{bad}");
    }
    assert_eq!(bench.deliver(&["not JSON".to_owned(), bench.message(&PLAN)]).await, ["message-0"]);
    assert_eq!(bench.stored().await.executions, ["00.s00.1-planner"]);
}

/// Plans in vain, which its `Catch` answers with `fail-run`: two functions have finished something.
#[tokio::test]
async fn the_task_of_a_run_that_does_not_exist_fails() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let started = *house.platform.activity().borrow();
    house.operator().workflow(tenant.tenant).start(RUN.parse().unwrap(), PATIENCE).await.unwrap();
    let activity = house.platform.activity();
    house.until(async || (*activity.borrow() >= started + 2).then_some(())).await;
}

#[tokio::test]
async fn a_turn_whose_worker_died_is_taken_over_when_its_lease_is_out() {
    let (now, clock) = hand_clock();
    let house = House::with(clock, Ids::seeded(5)).await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, RUN, "Who was the first astronaut from Wakanda?").await;
    let bench = Bench { house, tenant, run };
    let died = serde_json::from_value(json!({
        "step": "00.s00.1-planner", "status": "running", "attempt": 1, "lease_until": 70_000, "started_at": 0, "query": "", "tokens_used": 0,
    }));
    let turns = bench.house.operator().turns(bench.tenant.tenant);
    turns.claim(run, &died.unwrap()).await.unwrap();
    let body = bench.message(&PLAN);
    now.set(Timestamp(69_999));
    assert_eq!(bench.deliver(std::slice::from_ref(&body)).await, [""; 0]);
    assert_eq!(bench.stored().await.counters[3], 0, "whose lease holds keeps the turn; the task fails, to be tried again");
    now.set(Timestamp(70_001));
    assert_eq!(bench.deliver(&[body]).await, [""; 0]);
    let all = bench.stored().await;
    assert_eq!((all.attempts, all.counters[3]), (vec![2], 1));
}

/// A turn of the Planner as a worker claims it, or would store it when its time was over.
fn late(attempt: u32, status: &str) -> Value {
    json!({
        "step": "00.s00.1-planner", "status": status, "attempt": attempt, "lease_until": 10_000, "started_at": 0, "completed_at": 20_000,
        "query": "late", "tokens_used": 777,
    })
}

#[tokio::test]
async fn a_worker_that_wakes_after_another_took_over_stores_nothing() {
    let (now, clock) = hand_clock();
    let house = House::with(clock, Ids::seeded(5)).await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, RUN, "Who was the first astronaut from Wakanda?").await;
    let bench = Bench { house, tenant, run };
    let operator = bench.house.operator();
    let turns = operator.turns(bench.tenant.tenant);
    assert_eq!(turns.claim(run, &serde_json::from_value(late(1, "running")).unwrap()).await.unwrap(), Claim::Held);
    now.set(Timestamp(10_001));
    assert_eq!(bench.deliver(&[bench.message(&PLAN)]).await, [""; 0]);
    let taken_over = bench.stored().await;
    assert_eq!((taken_over.attempts.as_slice(), taken_over.counters[3]), (&[2][..], 1));
    let mut state = operator.runs(bench.tenant.tenant).state(run).await.unwrap().unwrap();
    for item in &mut state.memory {
        item.id.push_str("-late");
    }
    for attempt in [1, 2] {
        let finished = serde_json::from_value(late(attempt, "completed")).unwrap();
        assert_eq!(turns.finish(run, &finished, &state.memory, state.run.status).await.unwrap(), Finish::Superseded, "attempt {attempt}");
        assert_eq!(turns.renew(run, &finished, Timestamp(99_000)).await.unwrap(), Claim::Busy, "attempt {attempt}");
    }
    assert_eq!(bench.stored().await, taken_over);
}

#[tokio::test]
async fn a_worker_that_finishes_after_the_run_was_ended_stores_nothing() {
    let bench = Bench::open(OLYMPICS).await;
    let operator = bench.house.operator();
    let turns = operator.turns(bench.tenant.tenant);
    assert_eq!(turns.claim(bench.run, &serde_json::from_value(late(1, "running")).unwrap()).await.unwrap(), Claim::Held);
    let open = operator.runs(bench.tenant.tenant).find(bench.run).await.unwrap().unwrap().status;
    let (status, _) = bench.house.post(&bench.tenant.key, &format!("/api/v1/orchestration/cancel/{RUN}"), &Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let before = bench.stored().await;
    let finished = serde_json::from_value(late(1, "completed")).unwrap();
    assert_eq!(turns.finish(bench.run, &finished, &[], open).await.unwrap(), Finish::Superseded);
    assert_eq!(bench.stored().await, before);
    let run = bench.house.ended(&bench.tenant, RUN).await;
    assert_eq!((&run["status"], &run["total_tokens"]), (&json!("terminated"), &json!(0)), "{run}");
}

#[tokio::test]
async fn a_claim_from_before_the_platform_began_binds_nobody() {
    for (claimed_at, attempts) in [(99_999, 2), (100_000, 1)] {
        let (now, clock) = hand_clock();
        now.set(Timestamp(100_000));
        let house = House::with(clock, Ids::seeded(5)).await;
        let tenant = house.tenant().await;
        let run = house.pending_run(&tenant, RUN, "Who was the first astronaut from Wakanda?").await;
        let bench = Bench { house, tenant, run };
        let mut claimed = late(1, "running");
        claimed["lease_until"] = json!(claimed_at + 10_000);
        let turns = bench.house.operator().turns(bench.tenant.tenant);
        turns.claim(run, &serde_json::from_value(claimed).unwrap()).await.unwrap();
        assert_eq!(bench.deliver(&[bench.message(&PLAN)]).await, [""; 0]);
        let stored = bench.stored().await;
        assert_eq!((stored.attempts.as_slice(), stored.counters[3]), (&[attempts][..], u64::from(attempts) - 1), "claimed at {claimed_at}");
    }
}
