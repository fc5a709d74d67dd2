//! A whole run whose six roles a language model plays.

use serde_json::{Value, json};

use super::{
    played::{self, ANSWER, Heard},
    scene::{Scene, configured, openai, sum},
};
use crate::{
    house::{items, text},
    model_server::ModelServer,
};

/// Micro-dollars of one call: 60 tokens read, 40 from the cache at a tenth, 10 written at the double.
const OF_A_CALL: u64 = 60 + 4 + 20;
const CALLS: usize = 9;

async fn metered(server: &ModelServer) -> Scene {
    let prices = json!({ "m": { "input": 1_000_000, "output": 2_000_000, "cached_input": 100_000 } });
    Scene::open(configured(json!("own:m"), openai(server, json!({ "prices": prices })))).await
}

#[tokio::test]
async fn a_run_of_two_hops_is_answered_by_the_model_with_citations_that_stand_where_they_say() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "seed": 7, "temperature": 0.5 })).await;
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!(ANSWER)), "{ended}");
    let cited: Vec<&str> = items(&ended["citations"]).iter().map(|citation| text(&citation["quote"])).collect();
    assert_eq!(cited, ["The capital of Varnland is Osk.", "The river Lume flows through Osk."]);
    let memory = scene.house.artifact(&scene.tenant, text(&ended["run_id"]), "memory_post.json").await;
    let memory: Value = serde_json::from_str(&memory).unwrap();
    for citation in items(&ended["citations"]) {
        let passage = items(&memory).iter().find(|item| item["vector_id"] == citation["passage"]).unwrap();
        let place = ["start", "end"].map(|end| usize::try_from(citation[end].as_u64().unwrap()).unwrap());
        assert_eq!(&text(&passage["content"])[place[0]..place[1]], text(&citation["quote"]));
    }
    let roles: Vec<String> = server.asked().iter().map(|asked| Heard::of(asked).role).collect();
    let wave = ["retriever", "solver", "critic"];
    assert_eq!(roles, [&["planner"][..], &wave, &wave, &["rewriter", "verifier"]].concat());
    for asked in server.asked() {
        assert_eq!((&asked.body["seed"], &asked.body["temperature"], &asked.body["model"]), (&json!(7), &json!(0.5), &json!("m")));
    }
}

#[tokio::test]
async fn the_trace_holds_each_call_and_the_run_is_charged_their_sum() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({})).await;
    let calls = scene.calls(&ended).await;
    assert_eq!(calls.len(), CALLS);
    let usage = json!({ "input_tokens": 100, "output_tokens": 10, "cached_input_tokens": 40 });
    for call in &calls {
        assert_eq!((&call["usage"], &call["is_usage_estimated"], &call["cost"]), (&usage, &json!(false), &json!(OF_A_CALL)), "{call}");
        assert_eq!((&call["model"], &call["answered_by"], &call["attempt"]), (&json!("own:m"), &json!("played-1"), &json!(1)), "{call}");
        assert!(text(&call["request"]).len() == 64 && call.get("error").is_none(), "{call}");
    }
    let tokens = sum(&calls, "/usage/input_tokens") + sum(&calls, "/usage/output_tokens");
    assert_eq!(ended["total_tokens"], json!(tokens));
    assert_eq!(ended["cost_usd"], json!(format!("0.{:06}", sum(&calls, "/cost"))));
    let (_, capable) = scene.house.get(&scene.tenant.key, "/api/v1/agents/capabilities").await;
    for line in scene.lines(&ended).await {
        let call = &line["calls"][0];
        assert_eq!(call["prompt"], capable["agents"][text(&line["agent"])]["prompt"], "{line}");
        assert_eq!((&line["tokens"], &line["cost_usd"]), (&json!(110), &json!(format!("0.{OF_A_CALL:06}"))), "{line}");
    }
}

#[tokio::test]
async fn the_policy_names_who_played_what_and_how() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let ended = scene.ask(&json!({ "temperature": 0.3, "model": { "critic": ["own:n", "extractive"] } })).await;
    let policy = scene.house.artifact(&scene.tenant, text(&ended["run_id"]), "policy.json").await;
    let policy: Value = serde_json::from_str(&policy).unwrap();
    let casting = &policy["casting"];
    assert_eq!(
        (&casting["roles"]["critic"], &casting["roles"]["solver"]),
        (&json!(["own:n", "extractive"]), &json!(["own:m"])),
        "{policy}"
    );
    assert_eq!((&casting["temperature"], &casting["top_p"]), (&json!(0.3), &json!(0.95)));
    assert!(text(&policy["model"]).contains("critic=own:n,extractive"), "{policy}");
}

#[tokio::test]
async fn the_same_run_with_the_same_seed_leaves_the_same_files() {
    let server = ModelServer::start(played::plays);
    let scene = metered(&server).await;
    let (once, again) = (scene.comparable_files().await, scene.comparable_files().await);
    for (one, two) in once.iter().zip(&again) {
        assert_eq!(one, two);
    }
    assert_eq!(once.len(), 6);
}
