//! Waiting for a run: a long poll that ends with the change or with its time.

use std::time::Duration;

use genesis_core::RunId;
use genesis_local::Demo;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Instant, advance};

use crate::house::{House, OLYMPICS};

const RUN: &str = "11111111-2222-4333-8444-555555555555";

/// A run that stands still until the test moves it. Time passes when everybody waits, and takes none.
struct Still {
    house: House,
    tenant: Demo,
    run: RunId,
}

impl Still {
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        let run = house.pending_run(&tenant, RUN, OLYMPICS).await;
        Self { house, tenant, run }
    }

    /// What the status endpoint says, and how many seconds it took to say it.
    async fn status(&self, query: &str) -> (StatusCode, Value, u64) {
        let started = Instant::now();
        let (status, body) = self.house.get(&self.tenant.key, &format!("/api/v1/orchestration/status/{RUN}?{query}")).await;
        (status, body, started.elapsed().as_secs())
    }

    /// The planner's turn.
    async fn plan(&self) {
        let turn = json!({ "token": "none", "tenant": self.tenant.tenant, "run_id": self.run, "wave": 0, "role": "planner" });
        let message = json!({ "messageId": "plan", "body": turn.to_string(), "eventSource": "aws:sqs" });
        let answer = self.house.platform.invoke("execute-agent-step", json!({ "Records": [message] })).await.unwrap().unwrap();
        assert_eq!(answer["batchItemFailures"], json!([]));
    }

    async fn fail(&self) {
        let failed = json!({ "tenant": self.tenant.tenant, "run_id": self.run, "error": { "Error": "States.Timeout", "Cause": "" } });
        self.house.platform.invoke("fail-run", failed).await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_a_run_that_stands_still_ends_with_its_time() {
    let still = Still::open().await;
    for (query, seconds) in [("", 0), ("after=0", 0), ("wait_seconds=0", 0), ("wait_seconds=3&after=0", 3), ("wait_seconds=20", 20)] {
        let (status, run, took) = still.status(query).await;
        assert_eq!((status, &run["status"], took), (StatusCode::OK, &json!("pending"), seconds), "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_the_run_does() {
    for query in ["wait_seconds=20", "wait_seconds=20&after=0", "wait_seconds=20&after=4294967295"] {
        let still = Still::open().await;
        let end = async {
            advance(Duration::from_secs(5)).await;
            still.fail().await;
        };
        let ((status, run, took), ()) = tokio::join!(still.status(query), end);
        assert_eq!((status, &run["status"]), (StatusCode::OK, &json!("failed")), "{query}");
        assert!((5..=6).contains(&took), "{query}: {took} s");
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_changed_already_is_told_at_once() {
    let still = Still::open().await;
    still.fail().await;
    let (status, run, took) = still.status("wait_seconds=20&after=7").await;
    assert_eq!((status, &run["status"], took), (StatusCode::OK, &json!("failed"), 0));
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_next_turn() {
    let still = Still::open().await;
    let turn = async {
        advance(Duration::from_secs(5)).await;
        still.plan().await;
    };
    let ((_, run, took), ()) = tokio::join!(still.status("wait_seconds=20&after=0"), turn);
    assert_eq!((&run["agent_executions"], &run["completed_at"]), (&json!(1), &Value::Null), "{run}");
    assert!((5..=6).contains(&took), "{took} s");
    for (query, seconds) in [("wait_seconds=20&after=0", 0), ("wait_seconds=3&after=1", 3), ("wait_seconds=3", 3)] {
        assert_eq!(still.status(query).await.2, seconds, "{query}");
    }
}

#[tokio::test]
async fn a_wait_that_cannot_be_is_refused_by_name() {
    let still = Still::open().await;
    for (field, values) in [
        ("wait_seconds", ["-1", "21", "NaN", "1.5", "", "ten", "99999999999999999999", "1&wait_seconds=1"]),
        ("after", ["-1", "4294967296", "NaN", "1.5", "", "ten", "1e3", "1&after=1"]),
        ("colour", ["", "1", "red", "NaN", "-1", "0", "true", "null"]),
    ] {
        for value in values {
            let (status, problem, _) = still.status(&format!("{field}={value}")).await;
            let told = (status, &problem["errors"][0]["field"]);
            assert_eq!(told, (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{field}={value}: {problem}");
        }
    }
}
