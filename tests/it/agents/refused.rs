//! What an agent's endpoints do not take.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Bench, EXECUTE, EXECUTION, RUN, own_execution};

#[tokio::test]
async fn a_built_in_roles_step_is_not_completed_by_hand() {
    let bench = Bench::still().await;
    bench.house.keep_execution(&bench.tenant, &own_execution(EXECUTION, RUN, "planner")).await;
    let (status, problem) = bench.complete(EXECUTION, &json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("execution_is_built_in")));
}

#[tokio::test]
async fn what_does_not_exist_or_is_anothers_is_not_found() {
    let bench = Bench::still().await;
    let execution = bench.start("translator", &json!({})).await;
    let other = bench.house.tenant().await;
    let asked = |run: &str| json!({ "run_id": run, "agent_id": "solver", "capability": "help", "sequence_number": 1 });
    for (key, run) in [(&other.key, RUN), (&bench.tenant.key, EXECUTION), (&bench.tenant.key, "no id"), (&bench.tenant.key, "")] {
        let (status, problem) = bench.house.post(key, EXECUTE, &asked(run)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::NOT_FOUND, &json!("run_id")), "{run}");
    }
    for (key, id) in [(&other.key, execution.as_str()), (&bench.tenant.key, EXECUTION), (&bench.tenant.key, "no-id")] {
        let (status, _) = bench.house.post(key, &format!("/api/v1/agents/complete/{id}"), &json!({})).await;
        let (told, _) = bench.house.get(key, &format!("/api/v1/agents/executions/{id}")).await;
        assert_eq!([status, told], [StatusCode::NOT_FOUND; 2], "{id}");
    }
    let (_, performance) = bench.house.get(&other.key, "/api/v1/agents/performance?agent_id=translator").await;
    assert_eq!(performance["agents"], json!([]));
    assert_eq!(bench.execution(&execution).await["status"], "running");
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let bench = Bench::still().await;
    let refused = async |path: &str, body: &Value, field: &str| {
        let (status, problem) = bench.house.post(&bench.tenant.key, path, body).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    };
    let large = json!({ "a": "x".repeat(65_536) });
    for (field, values) in [
        ("run_id", vec![json!(null), json!(7)]),
        ("agent_id", vec![json!(null), json!(""), json!("x".repeat(101)), json!("a\nb"), json!(7)]),
        ("capability", vec![json!(null), json!(""), json!("x".repeat(256)), json!("a\u{0}b")]),
        ("sequence_number", vec![json!(null), json!(0), json!(-1), json!(1.5), json!("1"), json!(4_294_967_296_u64)]),
        ("input_context", vec![json!([]), json!("a"), large.clone()]),
        ("metadata", vec![json!([]), json!("a"), json!({ "a": "x".repeat(16_384) })]),
        ("colour", vec![json!("red")]),
    ] {
        for value in values {
            let mut body = bench.asked("translator", &json!({}));
            body[field] = value;
            refused(EXECUTE, &body, field).await;
        }
    }
    for (role, input, field) in [
        ("critic", json!({}), "input_context.answer"),
        ("critic", json!({ "answer": "?" }), "input_context.answer"),
        ("verifier", json!({ "answer": 7 }), "input_context.answer"),
        ("solver", json!({ "query": "" }), "input_context.query"),
        ("planner", json!({ "query": "x".repeat(5_001) }), "input_context.query"),
        ("rewriter", json!({ "query": ["Who?"] }), "input_context.query"),
    ] {
        refused(EXECUTE, &bench.asked(role, &input), field).await;
    }
    let complete = format!("/api/v1/agents/complete/{}", bench.start("translator", &json!({})).await);
    for (field, values) in [
        ("output_context", vec![json!([]), json!("a"), large]),
        ("tokens_used", vec![json!(-1), json!(1.5), json!("1"), json!(50_001)]),
        ("error_message", vec![json!(7), json!("x".repeat(2_001)), json!("a\u{0}b"), json!("\u{1b}[31mred")]),
        ("colour", vec![json!("red")]),
    ] {
        for value in values {
            refused(&complete, &json!({ field: value }), field).await;
        }
    }
    for (query, field) in [("agent_id=", "agent_id"), ("agent_id=a%0Ab", "agent_id"), ("colour=red", "colour")] {
        let (status, problem) = bench.house.get(&bench.tenant.key, &format!("/api/v1/agents/performance?{query}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}");
    }
    assert_eq!(bench.performance().await, [Value::Null; 0]);
}
