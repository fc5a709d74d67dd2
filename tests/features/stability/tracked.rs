//! Outputs that a caller tracks at the door.

use cucumber::{then, when};
use http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Place, World};

#[when(expr = "each answer is tracked as an output of {string}")]
async fn track(world: &mut World, test: String) {
    let outputs: Vec<Value> = world
        .asked
        .iter()
        .enumerate()
        .map(|(n, asked)| {
            let ended = &asked.ended;
            json!({ "test_id": test, "run_number": n + 1, "input": ended["query"], "output": ended["answer"], "run_id": ended["run_id"] })
        })
        .collect();
    let Place { house, tenant } = world.place().await;
    let mut tracked = Vec::new();
    for output in outputs {
        let (status, answer) = house.post(&tenant.key, "/api/v1/stability/track", &output).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        tracked.push(answer);
    }
    let (status, metrics) = house.get(&tenant.key, &format!("/api/v1/stability/metrics?test_id={test}")).await;
    assert_eq!(status, StatusCode::OK, "{metrics}");
    (world.tracked, world.metrics) = (tracked, metrics);
}

#[then("every tracked output after the first matches the first in plan, routes and text")]
fn all_match(world: &mut World) {
    assert_eq!(world.tracked[0]["is_baseline"], true);
    for tracked in &world.tracked[1..] {
        for part in ["exact_match", "plan_matches_baseline", "route_matches_baseline", "meets_target"] {
            assert_eq!(tracked[part], true, "{part}: {tracked}");
        }
    }
    let system = &world.metrics["system"];
    assert_eq!(system["sample_size"], world.tracked.len());
    for rate in ["exact_match_rate", "plan_equivalence_rate", "route_consistency_rate"] {
        assert_eq!(system[rate], 1.0, "{rate}: {system}");
    }
}
