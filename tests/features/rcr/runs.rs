//! Routing as a run shows it: its metrics, and a step beside the plan.

use std::collections::BTreeSet;

use cucumber::{then, when};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    house::{items, text},
    world::{Place, World},
};

#[when(expr = "I have the {word} take a step on that run")]
async fn take_a_step(world: &mut World, agent: String) {
    let run = world.last().ended["run_id"].clone();
    let Place { house, tenant } = world.place().await;
    let step = json!({ "run_id": run, "agent_id": agent, "capability": "split_question", "sequence_number": 1 });
    let (status, started) = house.post(&tenant.key, "/api/v1/agents/execute", &step).await;
    assert_eq!(status, StatusCode::CREATED, "{started}");
    let path = format!("/api/v1/agents/executions/{}", text(&started["execution_id"]));
    let ended = house
        .until(async || {
            let (_, execution) = house.get(&tenant.key, &path).await;
            (execution["status"] != "running").then_some(execution)
        })
        .await;
    world.stepped = ended;
}

#[then("it reads the plan before any passage, and the run's memory tells the kind of each item it read")]
fn context_of_the_step(world: &mut World) {
    let memory = world.last().json("memory_post.json");
    let read = items(&world.stepped["context_used"]);
    let kind = |id: &Value| items(&memory).iter().find(|item| item["vector_id"] == *id).map(|item| item["tags"]["type"].clone());
    let kinds: Vec<Option<Value>> = read.iter().map(kind).collect();
    let first = |kind: &str| kinds.iter().position(|read| *read == Some(json!(kind)));
    assert!(first("plan").is_some() && first("passage").is_none_or(|passage| first("plan") < Some(passage)), "{}", world.stepped);
    assert!(kinds.iter().all(Option::is_some), "{kinds:?}");
}

#[then("the metrics file has budgets, documents, scores, savings, selection time and tokens")]
fn fields(world: &mut World) {
    let metrics = world.last().json("router_metrics.json");
    for field in ["budget_per_role", "selected_documents", "importance_scores"] {
        let roles: BTreeSet<&String> = metrics[field].as_object().unwrap_or_else(|| panic!("no {field}")).keys().collect();
        assert_eq!(roles.len(), 6, "{field} of {roles:?}");
    }
    for field in ["token_savings_percentage", "selection_time_ms", "total_selected_tokens"] {
        assert!(metrics[field].is_number(), "{field}");
    }
}

#[then(expr = "it names its run, its time and its format {string}")]
fn names(world: &mut World, format: String) {
    let metrics = world.last().json("router_metrics.json");
    assert_eq!((&metrics["run_id"], &metrics["format_version"]), (&world.last().ended["run_id"], &json!(format)));
    assert!(text(&metrics["timestamp"]).ends_with('Z'), "{metrics}");
}

#[then("its sums are those of the trace")]
fn sums(world: &mut World) {
    let (metrics, trace) = (world.last().json("router_metrics.json"), world.last().trace());
    let sum = |name: &str| trace.iter().map(|line| line["router"][name].as_u64().expect("a routed turn")).sum::<u64>();
    let [read, full, time] = ["selected_tokens", "full_tokens", "selection_ms"].map(sum);
    assert_eq!(
        json!([read, full, time]),
        json!([metrics["total_selected_tokens"], metrics["baseline_tokens"], metrics["selection_time_ms"]])
    );
    let saved = (full - read) as f64 / full as f64 * 100.0;
    assert!((metrics["token_savings_percentage"].as_f64().unwrap() - saved).abs() < 1e-9 && saved > 0.0, "{metrics}");
}
