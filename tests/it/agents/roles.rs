//! What the built-in roles do on a run, and that they leave it as it was.

use serde_json::{Value, json};

use super::Bench;
use crate::house::items;

#[tokio::test]
async fn every_built_in_role_takes_a_step_on_an_answered_run_and_leaves_it_as_it_was() {
    let bench = Bench::answered().await;
    let state = async || {
        let runs = bench.house.operator().runs(bench.tenant.tenant);
        let state = runs.state(bench.run.parse().unwrap()).await.unwrap().unwrap();
        (state.executions, state.memory, state.run.status, state.run.steps_completed)
    };
    let before = state().await;
    let capital = "What is the capital of France?";
    for (role, input, budget, place, expected) in [
        ("planner", json!({}), 1536, "/planned/steps/2/id", json!("s3")),
        (
            "retriever",
            json!({ "query": "How tall is the Burj Khalifa?" }),
            1024,
            "/retrieved/searches/1/query",
            json!("How tall is the Burj Khalifa?"),
        ),
        ("solver", json!({ "query": capital }), 1024, "/solved/text", json!("Paris")),
        ("critic", json!({ "query": capital, "answer": "paris" }), 1024, "/critiqued/flag", json!(null)),
        ("rewriter", json!({}), 768, "/rewritten/text", json!("2,102,650")),
        ("verifier", json!({}), 1536, "/verified/passed", json!(true)),
        ("verifier", json!({ "answer": "7" }), 1536, "/verified/passed", json!(false)),
    ] {
        let step = bench.step(role, &input).await;
        assert_eq!((&step["status"], &step["error_message"]), (&json!("completed"), &Value::Null), "{step}");
        assert_eq!((&step["agent_id"], &step["input_context"], &step["token_budget"]), (&json!(role), &input, &json!(budget)), "{step}");
        assert_eq!(step["output_context"].pointer(place), Some(&expected), "{role}: {step}");
        assert!(step["tokens_used"].as_u64() > Some(0) && step["duration_ms"].is_u64(), "{step}");
        assert!(!items(&step["context_used"]).is_empty(), "{role} reads the run's memory: {step}");
    }
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn the_critic_flags_an_answer_that_the_memory_does_not_support() {
    let bench = Bench::answered().await;
    let step = bench.step("critic", &json!({ "query": "What is the capital of France?", "answer": "Lyon" })).await;
    assert!(step["output_context"]["critiqued"]["flag"].is_string(), "{step}");
}

#[tokio::test]
async fn a_step_that_the_run_is_not_ready_for_fails_with_its_code() {
    let bench = Bench::still().await;
    for role in ["rewriter", "verifier"] {
        let step = bench.step(role, &json!({})).await;
        assert_eq!((&step["status"], &step["error_message"]), (&json!("failed"), &json!("nothing_answered")), "{step}");
    }
    let plan = bench.step("planner", &json!({})).await;
    assert_eq!(plan["status"], "completed", "an open run can be asked too: {plan}");
}

#[tokio::test]
async fn the_built_in_roles_are_listed_with_their_budgets() {
    let bench = Bench::still().await;
    let listed = bench.get("/api/v1/agents/capabilities").await;
    assert_eq!((&listed["success"], &listed["total_count"]), (&json!(true), &json!(6)));
    assert!(listed["router_version"].is_string());
    let budgets = [("planner", 1536), ("retriever", 1024), ("solver", 1024), ("critic", 1024), ("verifier", 1536), ("rewriter", 768)];
    for (role, budget) in budgets {
        let agent = &listed["agents"][role];
        assert_eq!((&agent["id"], &agent["token_budget"], &agent["active"]), (&json!(role), &json!(budget), &json!(true)), "{agent}");
        assert!(!items(&agent["capabilities"]).is_empty() && agent["priority"].is_u64() && agent["name"].is_string(), "{agent}");
    }
}
