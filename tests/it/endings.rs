//! Runs that their callers end, and the counters and lists that follow.

use std::time::Duration;

use genesis_aws::Workflow;
use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use genesis_orchestration::PATIENCE;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, hand_clock, items, library, text};

const HISTORY: &str = "/api/v1/orchestration/history";
const STATS: &str = "/api/v1/orchestration/stats";
const RUNS: [&str; 3] =
    ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"];

struct Bench {
    house: House,
    tenant: Demo,
}

impl Bench {
    /// Three runs that nobody works on.
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        for run in RUNS {
            house.pending_run(&tenant, run, "How tall is the Burj Khalifa?").await;
        }
        Self { house, tenant }
    }

    async fn complete(&self, run: &str, outcome: Value) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("/api/v1/orchestration/complete/{run}"), &outcome).await
    }

    async fn cancel(&self, run: &str) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("/api/v1/orchestration/cancel/{run}"), &Value::Null).await
    }

    /// The first run's execution begins, and waits for its Planner, whose turn is held by somebody.
    async fn waiting(&self) -> Workflow {
        let (operator, run) = (self.house.operator(), RUNS[0].parse().unwrap());
        let tomorrow = operator.clock().now().plus(Duration::from_secs(86_400));
        let held = json!({
            "step": "00.s00.1-planner", "status": "running", "attempt": 1, "lease_until": tomorrow, "started_at": tomorrow, "query": "", "tokens_used": 0,
        });
        operator.turns(self.tenant.tenant).claim(run, &serde_json::from_value(held).unwrap()).await.unwrap();
        let workflow = operator.workflow(self.tenant.tenant);
        workflow.start(run, PATIENCE).await.unwrap();
        assert!(workflow.is_running(run).await.unwrap());
        workflow
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.house.get(&self.tenant.key, path).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn status(&self, run: &str) -> Value {
        self.get(&format!("/api/v1/orchestration/status/{run}")).await
    }

    async fn listed(&self, query: &str) -> Vec<String> {
        items(&self.get(&format!("{HISTORY}{query}")).await["runs"]).iter().map(|run| text(&run["run_id"]).to_owned()).collect()
    }
}

#[tokio::test]
async fn a_run_that_its_caller_completes_has_the_callers_outcome_and_keeps_it() {
    let bench = Bench::open().await;
    let outcome = json!({ "success": true, "answer": "828 metres", "stability_score": 0.9861, "artifacts": [{ "n": 1 }] });
    let (status, completed) = bench.complete(RUNS[0], outcome.clone()).await;
    assert_eq!((status, &completed["status"], &completed["stability_score"]), (StatusCode::OK, &json!("completed"), &json!(0.9861)));
    assert_eq!(bench.complete(RUNS[0], json!({ "success": false })).await.0, StatusCode::CONFLICT);
    assert_eq!(bench.cancel(RUNS[0]).await.0, StatusCode::CONFLICT);
    let run = bench.status(RUNS[0]).await;
    assert_eq!((&run["status"], &run["answer"], &run["success"]), (&json!("completed"), &json!("828 metres"), &json!(true)));
    let kept = bench.get(&format!("/api/v1/orchestration/{}/artifacts/completion.json", RUNS[0])).await;
    assert_eq!((&kept["artifacts"], &kept["answer"]), (&outcome["artifacts"], &outcome["answer"]));
}

#[tokio::test]
async fn a_run_completed_without_success_has_failed_and_says_why() {
    let bench = Bench::open().await;
    bench.complete(RUNS[0], json!({ "success": false, "error_message": "the crane fell over" })).await;
    let run = bench.status(RUNS[0]).await;
    assert_eq!((&run["status"], &run["error"]), (&json!("failed"), &json!("the crane fell over")));
}

#[tokio::test]
async fn a_cancelled_run_is_terminated_for_that_reason() {
    let bench = Bench::open().await;
    assert_eq!(bench.cancel(RUNS[0]).await.0, StatusCode::OK);
    let run = bench.status(RUNS[0]).await;
    assert_eq!((&run["status"], &run["terminator"]["reason"]), (&json!("terminated"), &json!("CANCELLED")));
}

#[tokio::test]
async fn the_execution_of_a_cancelled_run_is_stopped() {
    let bench = Bench::open().await;
    let workflow = bench.waiting().await;
    assert_eq!(bench.cancel(RUNS[0]).await.0, StatusCode::OK);
    assert!(!workflow.is_running(RUNS[0].parse().unwrap()).await.unwrap());
    assert_eq!(bench.status(RUNS[0]).await["status"], "terminated");
}

#[tokio::test]
async fn a_run_whose_execution_an_operator_stopped_has_failed_and_says_so() {
    let bench = Bench::open().await;
    bench.waiting().await.stop(RUNS[0].parse().unwrap(), "maintenance").await.unwrap();
    let ended = bench.house.ended(&bench.tenant, RUNS[0]).await;
    assert_eq!((&ended["status"], &ended["success"]), (&json!("failed"), &json!(false)), "{ended}");
    assert!(text(&ended["error"]).contains("Stopped"), "{ended}");
}

#[tokio::test]
async fn a_live_run_that_is_cancelled_stops_and_no_turn_adds_to_it() {
    let (house, tenant) = House::with_library().await;
    let bench = Bench { house, tenant };
    for _ in 0..8 {
        let run = bench.house.start(&bench.tenant, &json!({ "query": crate::house::OLYMPICS })).await;
        let (status, _) = bench.cancel(&run).await;
        assert!(matches!(status, StatusCode::OK | StatusCode::CONFLICT), "{status}");
    }
    let mut tokens = 0;
    for run in items(&bench.get(HISTORY).await["runs"]) {
        let status = bench.status(text(&run["run_id"])).await;
        assert!(status["success"].is_boolean(), "{status}");
        tokens += status["total_tokens"].as_u64().unwrap();
    }
    let sums = &bench.get(STATS).await["statistics"];
    assert_eq!((&sums["total_tokens"], &sums["running_runs"], &sums["total_runs"]), (&json!(tokens), &json!(0), &json!(8)), "{sums}");
}

#[tokio::test]
async fn the_history_is_listed_newest_first_by_offset_cursor_and_status() {
    let bench = Bench::open().await;
    let newest_first: Vec<String> = RUNS.iter().rev().map(ToString::to_string).collect();
    assert_eq!(bench.listed("").await, newest_first);
    assert_eq!(bench.listed("?limit=1&offset=1").await, newest_first[1..2]);
    let page = bench.get(&format!("{HISTORY}?limit=2")).await;
    assert_eq!((&page["total"], &page["limit"], &page["offset"]), (&json!(3), &json!(2), &json!(0)));
    let next = bench.get(&format!("{HISTORY}?limit=2&cursor={}", text(&page["next_cursor"]))).await;
    assert_eq!((&next["runs"][0]["run_id"], &next["next_cursor"]), (&json!(RUNS[0]), &Value::Null));
    bench.cancel(RUNS[1]).await;
    bench.complete(RUNS[2], json!({ "success": true })).await;
    for (status, expected) in [("running", RUNS[0]), ("terminated", RUNS[1]), ("completed", RUNS[2])] {
        assert_eq!(bench.listed(&format!("?status={status}")).await, [expected], "{status}");
    }
    assert_eq!(bench.get(&format!("{HISTORY}?status=failed")).await["total"], json!(0));
}

#[tokio::test]
async fn the_statistics_are_the_sum_of_what_was_recorded() {
    let bench = Bench::open().await;
    bench.complete(RUNS[0], json!({ "success": true, "stability_score": 1.0 })).await;
    bench.complete(RUNS[1], json!({ "success": false, "stability_score": 0.5 })).await;
    let sums = &bench.get(STATS).await["statistics"];
    let runs = ["total_runs", "running_runs", "successful_runs", "failed_runs", "terminated_runs"].map(|name| sums[name].as_u64().unwrap());
    assert_eq!(runs, [3, 1, 1, 1, 0]);
    assert_eq!((&sums["success_rate"], &sums["avg_stability"]), (&json!(50.0), &json!(0.75)));
    assert_eq!(items(&sums["recent_runs"]).len(), 3);
}

#[tokio::test]
async fn a_broken_page_or_outcome_names_its_field() {
    let bench = Bench::open().await;
    for (query, field) in [("limit=x", "limit"), ("offset=1001", "offset"), ("status=sleeping", "status"), ("order=up", "order")] {
        let (status, problem) = bench.house.get(&bench.tenant.key, &format!("{HISTORY}?{query}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}: {problem}");
    }
    for (outcome, field) in [
        (json!({}), "success"),
        (json!({ "success": true, "stability_score": 1.01 }), "stability_score"),
        (json!({ "success": true, "answer": "x".repeat(20_001) }), "answer"),
        (json!({ "success": false, "error_message": "x".repeat(2_001) }), "error_message"),
        (json!({ "success": true, "artifacts": "none" }), "artifacts"),
    ] {
        let (status, problem) = bench.complete(RUNS[0], outcome).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    }
}

#[tokio::test]
async fn an_open_run_without_an_execution_is_started_by_the_next_round() {
    let (house, tenant) = House::with_library().await;
    let bench = Bench { house, tenant };
    bench.house.pending_run(&bench.tenant, RUNS[0], "How tall is the Burj Khalifa?").await;
    bench.house.platform.invoke("resume-runs", json!({})).await.unwrap().unwrap();
    let ended = bench.house.ended(&bench.tenant, RUNS[0]).await;
    assert_eq!(ended["status"], json!("completed"), "{ended}");
}

#[tokio::test]
async fn a_run_that_was_open_while_there_was_no_platform_has_its_time_anew() {
    let (now, clock) = hand_clock();
    now.set(Timestamp(400_000_000));
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    now.set(Timestamp(0));
    house.pending_run(&tenant, RUNS[0], "How tall is the Burj Khalifa?").await;
    let planner = json!({ "token": "of no execution", "tenant": tenant.tenant, "run_id": RUNS[0], "wave": 0, "role": "planner" });
    let record = json!({ "messageId": "1", "receiptHandle": "1", "body": planner.to_string(), "attributes": {}, "messageAttributes": {} });
    let planned = house.platform.invoke("execute-agent-step", json!({ "Records": [record] })).await.unwrap().unwrap();
    assert_eq!(planned["batchItemFailures"], json!([]), "{planned}");
    now.set(Timestamp(400_000_000));
    house.platform.invoke("resume-runs", json!({})).await.unwrap().unwrap();
    let ended = house.ended(&tenant, RUNS[0]).await;
    assert_eq!(ended["status"], json!("completed"), "{ended}");
}
