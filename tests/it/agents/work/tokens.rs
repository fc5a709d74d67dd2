//! What an agent of the caller's own says it used.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, paris};
use crate::house::text;

impl Desk {
    async fn solved(&self, run: &str) -> Value {
        let trace = self.house.artifact(&self.tenant, run, "execution_trace.ndjson").await;
        let mut lines = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.find(|line| line["agent"] == "solver").unwrap()
    }
}

#[tokio::test]
async fn what_an_agent_says_it_used_counts_and_costs_nothing() {
    let desk = Desk::open().await;
    let mut told = Vec::new();
    for tokens in [0, 1, 900] {
        let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
        let claimed = desk.claimed(&desk.next("reader").await).await;
        let outcome = json!({ "output_context": paris(&claimed), "tokens_used": tokens, "claim": 1 });
        assert_eq!(desk.complete(text(&claimed["execution_id"]), &outcome).await.0, StatusCode::OK);
        let ended = desk.ended(&run).await;
        let solved = desk.solved(&run).await;
        assert_eq!(solved["cost_usd"], "0.000000", "{solved}");
        told.push((ended["cost_usd"].clone(), ended["total_tokens"].as_u64().unwrap() - solved["tokens"].as_u64().unwrap()));
        assert!(if tokens > 0 { solved["tokens"] == tokens } else { solved["tokens"].as_u64() > Some(0) }, "{solved}");
    }
    assert_eq!([&told[1], &told[2]], [&told[0], &told[0]], "all else is as it is");
    assert_ne!(told[0].0, json!("0.000000"));
}

#[tokio::test]
async fn more_than_a_run_may_still_use_is_refused_and_the_work_stays_open() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "critic": { "agent_id": "judge" } }), &json!({ "max_tokens": 4_000 })).await;
    let claimed = desk.claimed(&desk.next("judge").await).await;
    let work = text(&claimed["execution_id"]).to_owned();
    let (_, running) = desk.house.get(&desk.tenant.key, &format!("/api/v1/orchestration/status/{run}")).await;
    let left = 4_000 - running["total_tokens"].as_u64().unwrap();
    assert!(left < 4_000, "{running}");
    let judged = |tokens: u64| {
        let output = json!({ "flag": null, "reason": "It stands.", "support": 1 });
        json!({ "output_context": output, "tokens_used": tokens, "claim": 1 })
    };
    let (status, problem) = desk.complete(&work, &judged(left + 1)).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("tokens_used")), "{problem}");
    assert!(text(&problem["detail"]).contains(&left.to_string()), "{problem}");
    assert_eq!(desk.execution(&work).await["status"], "running");
    let (status, completed) = desk.complete(&work, &judged(left)).await;
    assert_eq!((status, &completed["tokens_used"]), (StatusCode::OK, &json!(left)), "{completed}");
    desk.ended(&run).await;
}

#[tokio::test]
async fn what_is_recorded_beside_a_runs_turns_keeps_to_its_limit_and_costs_nothing() {
    let desk = Desk::open().await;
    let work = desk.begin("helper").await;
    let run = text(&desk.execution(&work).await["run_id"]).to_owned();
    let (status, problem) = desk.complete(&work, &json!({ "tokens_used": 20_001 })).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("tokens_used")), "{problem}");
    assert_eq!(desk.complete(&work, &json!({ "tokens_used": 20_000 })).await.0, StatusCode::OK);
    let (_, status) = desk.house.get(&desk.tenant.key, &format!("/api/v1/orchestration/status/{run}")).await;
    assert_eq!((&status["total_tokens"], &status["cost_usd"]), (&json!(20_000), &json!("0.000000")), "{status}");
}
