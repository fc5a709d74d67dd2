//! The header `Idempotency-Key`: a creating request that is repeated creates once.

mod cut_off;
mod header;
mod repeated;

use std::time::Duration;

use bytes::Bytes;
use genesis_core::{BatchId, ExecutionId, IdSeed, Ids, RunId, Timestamp};
use genesis_local::Demo;
use http::{Method, Response};
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

const SEED: u64 = 23;
/// Far in the future, so that nothing expires by the clock of the machine.
const START_OF_TIME: Timestamp = Timestamp(4_000_000_000_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longer than any function may hold a key.
const LEASE: Duration = Duration::from_secs(60);

/// A house with a clock of its own, and with ids that can be told in advance so that all that was created can be counted.
struct Desk {
    house: House,
    tenant: Demo,
    now: Hand,
}

impl Desk {
    async fn open() -> Self {
        let (now, clock) = hand_clock();
        now.set(START_OF_TIME);
        let house = House::with(clock, Ids::seeded(SEED)).await;
        let tenant = house.tenant().await;
        Self { house, tenant, now }
    }

    async fn post(&self, path: &str, key: &str, body: &Value) -> Response<Bytes> {
        self.send(&self.tenant.key, path, &[("idempotency-key", key)], body).await
    }

    async fn send(&self, api_key: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Response<Bytes> {
        let always = [("x-api-key", api_key), ("content-type", "application/json")];
        let headers: Vec<_> = always.iter().chain(headers).copied().collect();
        self.house.send(Method::POST, path, &headers, body.to_string()).await
    }

    /// How many runs, batches and executions the tenant has.
    async fn created(&self, tenant: &Demo) -> usize {
        let operator = self.house.operator();
        let (runs, batches) = (operator.runs(tenant.tenant), operator.documents(tenant.tenant));
        let executions = operator.agent_executions(tenant.tenant);
        let (ids, mut count) = (Ids::seeded(SEED), 0);
        for id in (0..200).map(|_| ids.next()) {
            for id in [id, Ids::derived(IdSeed::new(id)).next()] {
                count += usize::from(runs.find(RunId::new(id)).await.unwrap().is_some());
                count += usize::from(batches.find(BatchId::new(id)).await.unwrap().is_some());
                count += usize::from(executions.find(ExecutionId::new(id)).await.unwrap().is_some());
            }
        }
        count
    }
}

fn question() -> Value {
    json!({ "query": "How tall is the Burj Khalifa?" })
}

/// The run of the sample events.
const RUN: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

fn step() -> Value {
    json!({ "run_id": RUN, "agent_id": "planner", "capability": "split_question", "sequence_number": 1 })
}

fn documents() -> Value {
    json!({ "documents": [{ "title": "Ants", "text": "Ants walk." }] })
}

fn body(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

fn is_replayed(answer: &Response<Bytes>) -> bool {
    answer.headers().get("idempotency-replayed").is_some_and(|value| value == "true")
}

/// `status code field` of a problem.
fn told(answer: &Response<Bytes>) -> String {
    let problem = body(answer);
    let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
    format!("{} {} {field}", answer.status().as_u16(), text(&problem["code"]))
}
