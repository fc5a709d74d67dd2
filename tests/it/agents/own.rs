//! What callers record of agents of their own, and how it is counted.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Bench, RUN, sum};
use crate::house::{OLYMPICS, text};

#[tokio::test]
async fn an_agent_of_the_callers_own_is_recorded_from_start_to_end() {
    let bench = Bench::still().await;
    let input = json!({ "text": "Hallo", "rate": 1e300, "deep": [[{}]] });
    let execution = bench.start("translator", &input).await;
    let open = bench.execution(&execution).await;
    assert_eq!((&open["status"], &open["input_context"], &open["completed_at"]), (&json!("running"), &input, &Value::Null), "{open}");
    let outcome = json!({ "output_context": { "text": "Hello" }, "tokens_used": 12 });
    let (status, completed) = bench.complete(&execution, &outcome).await;
    assert_eq!((status, &completed["status"], &completed["tokens_used"]), (StatusCode::OK, &json!("completed"), &json!(12)), "{completed}");
    assert_eq!(bench.complete(&execution, &outcome).await, (StatusCode::OK, completed.clone()), "twice is once");
    let (status, problem) = bench.complete(&execution, &json!({ "tokens_used": 13 })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("execution_is_over")));
    let done = bench.execution(&execution).await;
    assert_eq!((&done["output_context"], &done["duration_ms"]), (&outcome["output_context"], &completed["duration_ms"]), "{done}");
    assert_eq!((&done["token_budget"], &done["capability"], &done["run_id"]), (&Value::Null, &json!("help"), &json!(RUN)), "{done}");

    let failing = bench.start("translator", &json!({})).await;
    let (_, failed) = bench.complete(&failing, &json!({ "error_message": "no such\n\tlanguage" })).await;
    assert_eq!((&failed["status"], &failed["tokens_used"]), (&json!("failed"), &json!(0)), "{failed}");
    assert_eq!(bench.execution(&failing).await["error_message"], "no such\n\tlanguage");
    let one = bench.get("/api/v1/agents/performance?agent_id=translator").await;
    let expected = json!({ "total_executions": 2, "successful": 1, "total_tokens": 12, "success_rate": 50.0 });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&one["agents"][0][name], value, "{name}: {one}");
    }
    assert_eq!(bench.run_tokens().await, 12);
}

#[tokio::test]
async fn the_counters_are_the_sum_of_what_was_recorded() {
    let bench = Bench::answered().await;
    let turns = bench.run_tokens().await;
    let mut tokens = turns;
    for (role, input) in [("solver", json!({ "query": "What is the capital of France?" })), ("planner", json!({}))] {
        tokens += bench.step(role, &input).await["tokens_used"].as_u64().unwrap();
    }
    let own = bench.start("translator", &json!({})).await;
    bench.complete(&own, &json!({ "tokens_used": 1_000 })).await;
    tokens += 1_000;
    assert_eq!([bench.run_tokens().await, bench.tenant_tokens().await], [tokens; 2], "a run that is over");

    bench.house.pending_run(&bench.tenant, RUN, OLYMPICS).await;
    let open = Bench { run: RUN.to_owned(), ..bench };
    let own = open.start("translator", &json!({})).await;
    open.complete(&own, &json!({ "tokens_used": 500 })).await;
    assert_eq!([open.run_tokens().await, open.tenant_tokens().await], [500, tokens], "an open run is counted when it ends");
    let (status, _) = open.house.post(&open.tenant.key, &format!("/api/v1/orchestration/cancel/{RUN}"), &Value::Null).await;
    assert_eq!((status, open.tenant_tokens().await), (StatusCode::OK, tokens + 500));

    let agents = open.performance().await;
    assert_eq!(sum(&agents, "total_tokens"), tokens + 500);
    assert_eq!(sum(&agents, "total_executions"), 12 + 2 + 2);
    let ids: Vec<&str> = agents.iter().map(|agent| text(&agent["agent_id"])).collect();
    assert_eq!(ids, ["critic", "planner", "retriever", "rewriter", "solver", "translator", "verifier"]);
}

#[tokio::test]
async fn completions_at_once_count_once() {
    let bench = Bench::still().await;
    let execution = bench.start("translator", &json!({})).await;
    let outcome = json!({ "tokens_used": 10 });
    let answers = futures::future::join_all((0..6).map(|_| bench.complete(&execution, &outcome))).await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == StatusCode::OK), "{answers:?}");
    assert_eq!((bench.run_tokens().await, sum(&bench.performance().await, "total_executions")), (10, 1));
}
