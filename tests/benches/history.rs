//! What a status call costs when many runs are stored.

use std::time::Duration;

use futures::{StreamExt, stream};
use genesis_core::{Ids, RunId};
use genesis_orchestration::Run;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    house::{House, Library},
    measured::Times,
    say,
};

const CALLS: usize = 2_000;
/// Runs being stored at a time.
const WRITERS: usize = 8;

pub async fn measure() {
    let house = House::open(Library::OnePassage).await;
    let ids = Ids::seeded(1);
    let mut stored: Vec<RunId> = Vec::new();
    for goal in [1_000, 100_000] {
        let new: Vec<RunId> = (stored.len()..goal).map(|_| RunId::new(ids.next())).collect();
        stream::iter(&new).for_each_concurrent(WRITERS, |id| store(&house, *id)).await;
        stored.extend(new);
        let times = ask(&house, &stored).await;
        say(&format!("a status call at {goal} stored runs: {times}"));
    }
}

async fn store(house: &House, id: RunId) {
    let run: Run = serde_json::from_value(json!({
        "id": id,
        "correlation_id": id,
        "original_query": "What is the population of Paris?",
        "status": "pending",
        "limits": { "max_depth": 5, "max_steps": 10, "max_seconds": 300 },
        "seed": 42,
        "model": "immediate",
        "metadata": "{}",
        "created_at": house.platform.operator().clock().now(),
        "total_tokens": 0,
        "routed_tokens": 0,
        "full_tokens": 0,
        "steps_completed": 0,
        "artifact_files": [],
    }))
    .expect("a run as it is stored");
    house.platform.operator().runs(house.tenant.tenant).create(&run).await.expect("a new run");
}

/// Calls spread over all runs, one after another.
async fn ask(house: &House, stored: &[RunId]) -> Times {
    let from = Instant::now();
    let mut each: Vec<Duration> = Vec::with_capacity(CALLS);
    for call in 0..CALLS {
        let run = stored[call * 7_919 % stored.len()];
        let asked = Instant::now();
        let (status, answer) = house.get(&format!("/api/v1/orchestration/status/{run}")).await;
        each.push(asked.elapsed());
        assert!(status.is_success(), "{answer}");
    }
    Times::of(each, from.elapsed())
}
