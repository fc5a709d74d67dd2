//! What a run may spend holds, however its calls come.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures::future::join_all;
use genesis_core::ExecutionId;
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    played::{self, Heard},
    scene::{Scene, configured, openai, sum},
};
use crate::{
    house::text,
    model_server::{Asked, ModelServer, Reply, openai as replies},
};

/// Micro-dollars of a token, in or out.
const PRICE: u64 = 1;
/// Tokens that a protocol may put around what is asked.
const AROUND: u64 = 1_024;

async fn metered(server: &ModelServer) -> Scene {
    let prices = json!({ "m": { "input": PRICE * 1_000_000, "output": PRICE * 1_000_000 } });
    Scene::open(configured(json!("own:m"), openai(server, json!({ "prices": prices })))).await
}

/// Plays well, and counts so many tokens for what it reads.
fn reading(tokens: u64) -> ModelServer {
    ModelServer::start(move |asked: &Asked| {
        let object = Heard::of(asked).good().to_string();
        let mut completion = replies::completion(&json!({ "role": "assistant", "content": object }), "stop");
        completion["usage"] = json!({ "prompt_tokens": tokens, "completion_tokens": 10, "total_tokens": tokens + 10 });
        Reply::json(200, &completion)
    })
}

#[tokio::test]
async fn a_call_that_could_cost_more_than_there_is_is_not_made() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "max_cost_microdollars": 500 })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("COST_LIMIT")), "{ended}");
    assert!(text(&ended["terminator"]["detail"]).contains("could take more money than the run has left"), "{ended}");
    assert_eq!((server.asked().len(), &ended["cost_usd"], &ended["error"]), (0, &json!("0.000000"), &Value::Null));
}

#[tokio::test]
async fn a_run_whose_money_ends_on_the_way_stops_there_with_what_it_has_spent() {
    let server = reading(1_500);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "max_cost_microdollars": 9_000 })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("COST_LIMIT")), "{ended}");
    let asked = server.asked().len() as u64;
    assert!((1..9).contains(&asked), "{asked}");
    let calls = scene.calls(&ended).await;
    assert_eq!((sum(&calls, "/cost"), &ended["cost_usd"]), (asked * 1_510, &json!(format!("0.{:06}", asked * 1_510))));
    assert!(asked * 1_510 <= 9_000);
}

#[tokio::test]
async fn a_call_that_could_take_more_tokens_than_there_are_is_not_made() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "max_tokens": 600 })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("TOKEN_LIMIT")), "{ended}");
    assert!(text(&ended["terminator"]["detail"]).contains("could take more tokens than the run has left"), "{ended}");
    assert_eq!((server.asked().len(), &ended["total_tokens"], &ended["error"]), (0, &json!(0), &Value::Null));
}

#[tokio::test]
async fn tokens_that_the_provider_counts_are_those_that_are_spent() {
    // More than the platform counts for most of these requests, and sets aside.
    let server = reading(1_500);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "max_tokens": 8_000 })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("TOKEN_LIMIT")), "{ended}");
    let asked = server.asked().len() as u64;
    assert_eq!(ended["total_tokens"], json!(asked * 1_510));
    assert!((2..=6).contains(&asked), "{asked} calls");
}

#[tokio::test]
async fn a_repair_that_is_beyond_the_means_is_not_asked_for_and_the_first_reply_is_paid() {
    let server = ModelServer::start(|asked: &Asked| {
        let heard = Heard::of(asked);
        if heard.role == "planner" { replies::says("I would not know how.") } else { heard.played() }
    });
    let scene = metered(&server).await;
    scene.ask(&json!({})).await;
    let first = &server.asked()[0];
    let (heard, schema) = (Heard::of(first), first.body["response_format"]["json_schema"]["schema"].to_string());
    let worst = AROUND + (heard.system.len() + heard.told.len() + schema.len()) as u64 + first.body["max_tokens"].as_u64().unwrap();
    let before = server.asked().len();
    // Enough for the first request, and what it leaves is not for a second, which is longer.
    let ended = scene.ask(&json!({ "max_cost_microdollars": worst + 50 })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("COST_LIMIT")), "{ended}");
    let asked = server.asked().len() - before;
    assert_eq!((asked, &ended["total_tokens"], &ended["cost_usd"]), (1, &json!(110), &json!("0.000110")));
}

#[tokio::test]
async fn a_hundred_steps_at_once_spend_no_more_than_the_run_may() {
    const MOST: u64 = 9_000;
    let server = reading(90);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "max_cost_microdollars": MOST })).await;
    assert_eq!(ended["status"], json!("completed"), "{ended}");
    let started = join_all((1..=100).map(|n| start_step(&scene, &ended["run_id"], n))).await;
    let executions = scene.house.operator().agent_executions(scene.tenant.tenant);
    let mut told = Vec::new();
    for id in &started {
        let id: ExecutionId = id.parse().unwrap();
        told.push(scene.house.until(async || executions.find(id).await.unwrap().filter(|found| found.completed_at.is_some())).await);
    }
    let spent = server.asked().len() as u64 * 100 * PRICE;
    assert!(spent <= MOST, "{spent}");
    let refused = told.iter().filter(|step| step.error_message.as_deref() == Some("model_over_budget")).count();
    let done = told.iter().filter(|step| step.error_message.is_none()).count();
    assert!(refused > 0 && done > 0 && refused + done == 100, "{refused} refused, {done} done");
    assert_eq!(server.asked().len(), 9 + done);
}

#[tokio::test]
async fn a_step_that_fails_counts_what_its_calls_came_to() {
    let is_over = Arc::new(AtomicBool::new(false));
    let sulks = is_over.clone();
    let server = ModelServer::start(move |asked: &Asked| match sulks.load(Ordering::SeqCst) {
        true => replies::says("I would rather talk about the weather."),
        false => Heard::of(asked).played(),
    });
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({})).await;
    is_over.store(true, Ordering::SeqCst);
    let id: ExecutionId = start_step(&scene, &ended["run_id"], 1).await.parse().unwrap();
    let executions = scene.house.operator().agent_executions(scene.tenant.tenant);
    let told = scene.house.until(async || executions.find(id).await.unwrap().filter(|found| found.completed_at.is_some())).await;
    assert_eq!((told.error_message.as_deref(), told.tokens_used, told.cost().0), (Some("model_reply_invalid"), 220, 220 * PRICE as i64));
    let (_, run) = scene.house.get(&scene.tenant.key, &format!("/api/v1/orchestration/status/{}", text(&ended["run_id"]))).await;
    assert_eq!(run["total_tokens"], json!(ended["total_tokens"].as_u64().unwrap() + 220));
}

async fn start_step(scene: &Scene, run: &Value, n: u32) -> String {
    let new = json!({
        "run_id": run, "agent_id": "solver", "capability": "answer", "sequence_number": n,
        "input_context": { "query": "What is the capital of Varnland?" },
    });
    let (status, started) = scene.house.post(&scene.tenant.key, "/api/v1/agents/execute", &new).await;
    assert_eq!(status, StatusCode::CREATED, "{started}");
    text(&started["execution_id"]).to_owned()
}
