//! Questions asked and answered, and what is left of them.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, conflicting, items, text};

#[tokio::test]
async fn a_question_of_three_hops_is_answered_with_its_proof() {
    let (house, tenant) = House::with_library().await;
    let ended = house.ask(&tenant, &json!({ "query": OLYMPICS, "correlation_id": "games" })).await;
    assert_eq!((&ended["status"], &ended["success"]), (&json!("completed"), &json!(true)), "{ended}");
    assert_eq!((&ended["answer"], &ended["correlation_id"]), (&json!("2,102,650"), &json!("games")));
    let memory: Value = serde_json::from_str(&house.artifact(&tenant, text(&ended["run_id"]), "memory_post.json").await).unwrap();
    let citations = items(&ended["citations"]);
    assert!(!citations.is_empty());
    for citation in citations {
        let read = items(&memory).iter().find(|item| item["vector_id"] == citation["passage"]).expect("a cited passage was retrieved");
        let span = offset(&citation["start"])..offset(&citation["end"]);
        assert_eq!(&text(&read["content"])[span], text(&citation["quote"]));
    }
    assert!(citations.iter().any(|citation| text(&citation["quote"]).contains("2,102,650")), "{citations:?}");
}

#[tokio::test]
async fn the_status_of_a_run_that_is_over_tells_all_of_it() {
    let (house, tenant) = House::with_library().await;
    let ended = house.ask(&tenant, &json!({ "query": "How tall is the Burj Khalifa?" })).await;
    assert_eq!(ended["query"], "How tall is the Burj Khalifa?");
    assert_eq!(ended["correlation_id"], ended["run_id"]);
    assert_eq!((&ended["terminator"], &ended["error"], &ended["stability_score"]), (&Value::Null, &Value::Null, &Value::Null));
    for time in ["started_at", "completed_at"] {
        assert!(text(&ended[time]).ends_with('Z'), "{time}");
    }
    assert!(ended["duration_ms"].is_u64());
    // Planner, Retriever, Solver, Critic, Rewriter, Verifier.
    assert_eq!(ended["agent_executions"], 6);
    let tokens = |name: &str| ended[name].as_u64().unwrap();
    assert!(tokens("total_tokens") > 0);
    assert!(tokens("routed_tokens") <= tokens("full_tokens"));
    let micro_dollars = (text(&ended["cost_usd"]).parse::<f64>().unwrap() * 1_000_000.0).round() as u64;
    assert_eq!(micro_dollars, 3 * tokens("total_tokens"));
}

#[tokio::test]
async fn limits_end_a_run_with_what_is_certain_so_far() {
    let (house, tenant) = House::with_library().await;
    for (limit, reason) in [("max_depth", "DEPTH_LIMIT"), ("max_steps", "STEP_LIMIT")] {
        let ended = house.ask(&tenant, &json!({ "query": OLYMPICS, limit: 1 })).await;
        assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!(reason)), "{ended}");
        assert_eq!((&ended["answer"], &ended["success"]), (&Value::Null, &json!(false)));
        assert_eq!((&ended["terminator"]["step"], &ended["certain"][0]["answer"]), (&json!("s2"), &json!("France")));
        // One turn of the Planner and three of the first sub-question.
        assert_eq!(ended["agent_executions"], 4);
    }
}

#[tokio::test]
async fn a_question_without_an_answer_ends_with_the_reason() {
    let (house, tenant) = House::with_library().await;
    for (question, reasons) in [
        ("Which building is at once the tallest and the shortest in the world?", &["CONTRADICTION"][..]),
        ("Where was he born?", &["AMBIGUOUS"]),
        ("Who was the first astronaut from Wakanda?", &["UNANSWERABLE", "LOW_SUPPORT"]),
        ("How many people live in the capital of Atlantis?", &["UNANSWERABLE", "LOW_SUPPORT"]),
    ] {
        let ended = house.ask(&tenant, &json!({ "query": question })).await;
        assert_eq!((&ended["status"], &ended["answer"]), (&json!("terminated"), &Value::Null), "{ended}");
        assert!(reasons.contains(&text(&ended["terminator"]["reason"])), "{ended}");
        assert!(!text(&ended["terminator"]["detail"]).is_empty());
        // One turn of the Planner, then three of each sub-question.
        assert!(ended["agent_executions"].as_u64().unwrap() <= 1 + 3 * 3, "{ended}");
    }
}

#[tokio::test]
async fn articles_that_disagree_are_a_contradiction_that_names_both_sides() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &conflicting()).await;
    let ended = house.ask(&tenant, &json!({ "query": "When was the Halvorn Bridge opened?" })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("CONTRADICTION")), "{ended}");
    let detail = text(&ended["terminator"]["detail"]);
    assert!(detail.contains("1874") && detail.contains("1881"), "{detail}");
}

#[tokio::test]
async fn a_run_that_does_not_exist_is_not_found() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for id in
        ["00000000-0000-4000-8000-000000000000", "1", "not-an-id", "00000000-0000-4000-8000-00000000000A", "%00", "..", "%F0%9F%A6%80"]
    {
        for path in [format!("status/{id}"), format!("{id}/artifacts"), format!("{id}/artifacts/policy.json")] {
            // Some get no further than the gateway, which says so in its own words.
            let (status, _) = house.get(&tenant.key, &format!("/api/v1/orchestration/{path}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn the_files_of_a_run_are_listed_and_served() {
    let (house, tenant) = House::with_library().await;
    let ended = house.ask(&tenant, &json!({ "query": "How tall is the Burj Khalifa?" })).await;
    let run = text(&ended["run_id"]);
    let (_, list) = house.get(&tenant.key, &format!("/api/v1/orchestration/{run}/artifacts")).await;
    let names: Vec<&str> = items(&list["artifacts"]).iter().map(|link| text(&link["name"])).collect();
    let expected =
        ["preflight_plan.json", "execution_trace.ndjson", "memory_pre.json", "memory_post.json", "router_metrics.json", "policy.json"];
    assert_eq!(names, expected);
    for link in items(&list["artifacts"]) {
        let response = house.send(Method::GET, text(&link["path"]), &[("x-api-key", &tenant.key)], "").await;
        let media_type = if text(&link["name"]).ends_with(".ndjson") { "application/x-ndjson" } else { "application/json" };
        assert_eq!((response.status(), &response.headers()["content-type"]), (StatusCode::OK, &media_type.parse().unwrap()), "{link}");
    }
    for name in ["plan.json", "policy.jso", "policy.json%00", "..%2Fpolicy.json", "..%2F..%2F..%2Fetc%2Fpasswd", "%2e%2e", "POLICY.JSON"] {
        let (status, _) = house.get(&tenant.key, &format!("/api/v1/orchestration/{run}/artifacts/{name}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn a_run_has_no_files_before_it_has_ended() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, "11111111-2222-4333-8444-555555555555", "How tall is the Burj Khalifa?").await;
    let (status, list) = house.get(&tenant.key, &format!("/api/v1/orchestration/{run}/artifacts")).await;
    assert_eq!((status, &list["artifacts"]), (StatusCode::OK, &json!([])));
}

fn offset(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}
