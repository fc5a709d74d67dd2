//! What is asked of models for the turn of an agent of the caller's own.

use genesis_aws::WhichWork;
use http::StatusCode;
use serde_json::{Value, json};

use super::scene::{Scene, openai, sum};
use crate::{
    house::{items, text},
    model_server::{Asked, ModelServer, Reply, openai as replies},
};

const CAPITAL: &str = "What is the capital of Varnland?";
const SENTENCE: &str = "The capital of Varnland is Osk.";

/// Every text is like every other.
fn embeds(asked: &Asked) -> Reply {
    let vectors: Vec<(usize, &[f32])> = (0..items(&asked.body["input"]).len()).map(|place| (place, &[1.0, 0.5][..])).collect();
    replies::vectors(&vectors)
}

impl Scene {
    /// Where the extractive model plays every role, and `own:e` makes embeddings at a micro-dollar a token.
    async fn embedding(server: &ModelServer) -> Self {
        let prices = json!({ "e": { "input": 1_000_000, "output": 1_000_000 } });
        let own = openai(server, json!({ "prices": prices }));
        Self::open(json!({ "default": "extractive", "embeddings": "own:e", "providers": { "own": own } })).await
    }

    async fn claimed(&self, agent: &str) -> Value {
        let operator = self.house.operator();
        let (executions, name) = (operator.agent_executions(self.tenant.tenant), agent.parse().unwrap());
        let which = || WhichWork { agent: Some(&name), capability: None, at: operator.clock().now(), after: None, limit: 100 };
        let first = async || executions.open_work(which()).await.unwrap().entries.first().map(|work| work.execution_id);
        let work = self.house.until(first).await;
        let (status, claimed) = self.house.post(&self.tenant.key, &format!("/api/v1/agents/work/{work}/claim"), &json!({})).await;
        assert_eq!(status, StatusCode::OK, "{claimed}");
        claimed
    }
}

#[tokio::test]
async fn embeddings_for_an_agent_of_the_callers_own_are_in_the_trace_and_counted_once() {
    let server = ModelServer::start(embeds);
    let scene = Scene::embedding(&server).await;
    let agents = json!({ "solver": { "agent_id": "reader" } });
    let new = json!({ "query": CAPITAL, "plan": { "steps": [{ "q": CAPITAL }] }, "agents": agents });
    let run = scene.house.start(&scene.tenant, &new).await;
    let claimed = scene.claimed("reader").await;
    let asked_before = server.asked().len();
    let context = items(&claimed["input_context"]["context"]);
    let passage = context.iter().find(|item| text(&item["text"]).contains(SENTENCE)).unwrap();
    let output = json!({ "text": "Osk", "confidence": 0.9, "citations": [{ "passage": passage["id"], "quote": SENTENCE }] });
    let outcome = json!({ "output_context": output, "tokens_used": 50, "claim": 1 });
    let complete = format!("/api/v1/agents/complete/{}", text(&claimed["execution_id"]));
    assert_eq!(scene.house.post(&scene.tenant.key, &complete, &outcome).await.0, StatusCode::OK);
    let ended = scene.house.ended(&scene.tenant, &run).await;
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!("Osk")), "{ended}");

    let (lines, calls) = (scene.lines(&ended).await, scene.calls(&ended).await);
    assert_eq!(calls.len(), server.asked().len(), "each call stands in the trace once");
    let solved = lines.iter().find(|line| line["agent"] == "solver").unwrap();
    let own = items(&solved["calls"]);
    assert!(!own.is_empty() && asked_before >= own.len(), "{solved}");
    assert_eq!((solved["tokens"].as_u64(), &solved["own_tokens"]), (Some(50 + sum(own, "/usage/input_tokens")), &json!(50)), "{solved}");
    assert_eq!(solved["cost_usd"], json!(format!("0.{:06}", sum(own, "/cost"))), "its own tokens cost nothing");
    let tokens: u64 = lines.iter().map(|line| line["tokens"].as_u64().unwrap()).sum();
    assert_eq!(ended["total_tokens"], json!(tokens));
}

#[tokio::test]
async fn a_turn_that_cannot_be_offered_within_the_runs_means_ends_it_with_the_reason() {
    let server = ModelServer::start(embeds);
    let scene = Scene::embedding(&server).await;
    let agents = json!({ "solver": { "agent_id": "reader" } });
    let new = json!({ "query": CAPITAL, "plan": { "steps": [{ "q": CAPITAL }] }, "agents": agents, "max_cost_microdollars": 1_100 });
    let ended = scene.house.ask(&scene.tenant, &new).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("COST_LIMIT")), "{ended}");
    assert!(text(&ended["terminator"]["detail"]).contains("could take more money than the run has left"), "{ended}");
    assert!(sum(&scene.calls(&ended).await, "/cost") <= 1_100);
}
