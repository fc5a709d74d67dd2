//! What the files of a run hold.

use genesis_lag::Limits;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, items, text};

struct Proof {
    ended: Value,
    house: House,
    tenant: genesis_local::Demo,
}

impl Proof {
    async fn of(question: &str) -> Self {
        Self::of_run(&json!({ "query": question, "correlation_id": "proof", "seed": 7 })).await
    }

    async fn of_run(new: &Value) -> Self {
        let (house, tenant) = House::with_library().await;
        let ended = house.ask(&tenant, new).await;
        Self { ended, house, tenant }
    }

    async fn file(&self, name: &str) -> String {
        self.house.artifact(&self.tenant, text(&self.ended["run_id"]), name).await
    }

    async fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.file(name).await).unwrap()
    }

    async fn trace(&self) -> Vec<Value> {
        self.file("execution_trace.ndjson").await.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn the_plan_has_its_steps_their_order_and_its_signature() {
    let plan = Proof::of(OLYMPICS).await.json("preflight_plan.json").await;
    assert_eq!(plan["original_query"], OLYMPICS);
    assert_eq!(plan["dependencies"], json!([{ "from": "s1", "to": "s2" }, { "from": "s2", "to": "s3" }]));
    assert_eq!((&plan["terminators"]["max_depth"], &plan["terminators"]["max_steps"]), (&json!(5), &json!(10)));
    assert_eq!((&plan["terminator"], &plan["terminator_reason"]), (&json!(false), &Value::Null));
    assert_eq!((&plan["seed"], &plan["estimated_tokens"]), (&json!(7), &json!(1_500)));
    assert!(plan["cognitive_load"]["total"].as_f64().unwrap() > plan["threshold"].as_f64().unwrap(), "{plan}");
    let signature = text(&plan["plan_signature"]);
    assert!(signature.len() == 64 && signature.chars().all(|digit| digit.is_ascii_hexdigit()), "{signature}");
    assert!(!text(&plan["plan_id"]).is_empty());
    for (n, (step, entry)) in items(&plan["steps"]).iter().zip(items(&plan["decomposition"])).enumerate() {
        assert_eq!((&step["id"], &step["depth"]), (&json!(format!("s{}", n + 1)), &json!(n + 1)), "{step}");
        assert_eq!((&entry["step"], &entry["sub_question"]), (&json!(n + 1), &step["q"]), "{entry}");
        assert!(step["depends_on"].is_array() && entry["dependencies"].is_array() && entry["type"].is_string(), "{entry}");
    }
}

#[tokio::test]
async fn the_plan_of_a_run_that_stopped_says_why_and_where() {
    let proof = Proof::of("Who was the first astronaut from Wakanda?").await;
    let (plan, terminator) = (proof.json("preflight_plan.json").await, &proof.ended["terminator"]);
    assert_eq!((&plan["terminator"], &plan["terminated_at_step"]), (&json!(true), &terminator["step"]), "{plan}");
    let reason = text(&plan["terminator_reason"]);
    assert!(reason.starts_with(text(&terminator["reason"])) && reason.contains(text(&terminator["detail"])), "{reason}");
    let told = proof.trace().await.into_iter().filter(|line| !line["terminator"].is_null()).collect::<Vec<_>>();
    assert!(!told.is_empty() && told.iter().all(|line| line["sub_question"] == terminator["step"]), "{told:?}");
}

#[tokio::test]
async fn the_trace_has_a_line_for_every_turn() {
    let proof = Proof::of(OLYMPICS).await;
    let trace = proof.trace().await;
    assert_eq!(json!(trace.len()), proof.ended["agent_executions"]);
    for line in &trace {
        assert_eq!((&line["run_id"], &line["correlation_id"]), (&proof.ended["run_id"], &json!("proof")));
        assert!(line["latency_ms"].is_u64() && text(&line["started_at"]).ends_with('Z'), "{line}");
        let micro_dollars = (text(&line["cost_usd"]).parse::<f64>().unwrap() * 1_000_000.0).round();
        assert_eq!(micro_dollars, 3.0 * line["tokens"].as_f64().unwrap(), "{line}");
        assert!(!text(&line["query"]).is_empty() && line["outcome"].is_object(), "{line}");
        for (field, is_there) in [("answer", line.get("answer").is_some()), ("terminator", line.get("terminator").is_some())] {
            assert!(is_there, "{field} is missing: {line}");
        }
    }
    let total: u64 = trace.iter().map(|line| line["tokens"].as_u64().unwrap()).sum();
    assert_eq!(json!(total), proof.ended["total_tokens"]);
    let answers: Vec<&Value> = trace.iter().filter(|line| line["agent"] == "solver").map(|line| &line["answer"]).collect();
    assert_eq!(answers, [&json!("France"), &json!("Paris"), &json!("2,102,650")]);
}

#[tokio::test]
async fn what_a_caller_names_a_run_and_its_agents_leaves_nobodys_address_in_the_files() {
    let names = |agents: Value| {
        json!({
            "query": OLYMPICS, "agents": agents, "correlation_id": "leak@example.com", "workflow_id": "leak@example.com",
            "metadata": { "mail": "leak@example.com" },
        })
    };
    let proof = Proof::of_run(&names(Value::Null)).await;
    assert_eq!(proof.ended["correlation_id"], "leak@example.com", "its caller is told its own");
    assert_eq!(proof.trace().await[0]["correlation_id"], "****@***.com");
    let agents = json!({ "solver": { "agent_id": "agent-of-leak@example.com", "capability": "ask leak@example.com" } });
    let waiting = proof.house.start(&proof.tenant, &names(agents)).await;
    let (status, _) = proof.house.post(&proof.tenant.key, &format!("/api/v1/orchestration/cancel/{waiting}"), &json!({})).await;
    assert_eq!(status.as_u16(), 200);
    for run in [text(&proof.ended["run_id"]), &waiting] {
        for name in ["preflight_plan", "memory_pre", "memory_post", "router_metrics", "policy"].map(|name| format!("{name}.json")) {
            let file = proof.house.artifact(&proof.tenant, run, &name).await;
            assert!(!file.contains("leak@example.com"), "{name}: {file}");
        }
        let trace = proof.house.artifact(&proof.tenant, run, "execution_trace.ndjson").await;
        assert!(!trace.contains("leak@example.com"), "{trace}");
    }
}

#[tokio::test]
async fn the_trace_links_each_sub_question_to_those_before_it_and_to_its_searches() {
    let trace = Proof::of(OLYMPICS).await.trace().await;
    let of = |agent: &str, step: &str| {
        trace.iter().find(|line| line["agent"] == agent && line["sub_question"] == step).expect("a turn of the plan")
    };
    assert_eq!((&of("solver", "s1")["depends_on"], &of("solver", "s3")["depends_on"]), (&json!([]), &json!(["s2"])));
    assert!(text(&of("solver", "s3")["query"]).contains("Paris"), "an earlier answer stands in the later question");
    let mut ids = Vec::new();
    for step in ["s1", "s2", "s3"] {
        let calls = items(&of("retriever", step)["tool_calls"]);
        assert!(!calls.is_empty(), "{step}");
        for call in calls {
            assert_eq!(call["tool"], "knowledge.search");
            assert!(!text(&call["arguments"]["query"]).is_empty() && call["result"].is_array(), "{call}");
            ids.push(text(&call["tool_call_id"]).to_owned());
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "a tool call's id names one call");
}

#[tokio::test]
async fn every_turn_is_routed_within_its_roles_budget() {
    let proof = Proof::of(OLYMPICS).await;
    for line in proof.trace().await {
        let router = &line["router"];
        let budget = match text(&line["agent"]) {
            "planner" | "verifier" => 1_536,
            "retriever" | "solver" | "critic" => 1_024,
            "rewriter" => 768,
            other => panic!("{other} is no role"),
        };
        assert_eq!(router["budget"], budget, "{line}");
        assert!(router["selected_tokens"].as_u64().unwrap() <= budget, "{line}");
        assert!(router["selected_tokens"].as_u64() <= router["full_tokens"].as_u64(), "{line}");
        let scored: Vec<&str> = items(&router["scores"]).iter().map(|score| text(&score["id"])).collect();
        assert!(items(&router["selected"]).iter().all(|selected| scored.contains(&text(&selected["id"]))), "{line}");
        assert!(router["selection_ms"].is_u64() && router["filter_hits"].is_u64() && router["filter_misses"].is_u64(), "{line}");
    }
}

#[tokio::test]
async fn the_caller_says_how_fast_what_is_remembered_grows_old() {
    let mut importance = Vec::new();
    for (half_life, kept) in [(None, 2.0), (Some(0.0), 0.0), (Some(1000.0), 1000.0)] {
        let proof = Proof::of_run(&json!({ "query": OLYMPICS, "half_life_waves": half_life })).await;
        assert_eq!(proof.json("policy.json").await["routing"], json!({ "half_life_waves": kept }));
        let trace = proof.trace().await;
        let critic = trace.iter().find(|line| line["step"] == "03.s03.4-critic").expect("a turn of the third wave");
        let old = items(&critic["router"]["scores"]).iter().find(|score| score["id"] == "01.s01.3-solver/01").expect("the first answer");
        importance.push(old["importance"].as_f64().unwrap());
    }
    assert!(importance[1] < importance[0] && importance[0] < importance[2], "{importance:?}");
}

#[tokio::test]
async fn memory_begins_empty_and_keeps_what_each_turn_left() {
    let proof = Proof::of(OLYMPICS).await;
    assert_eq!(proof.json("memory_pre.json").await, json!([]));
    let memory = proof.json("memory_post.json").await;
    for item in items(&memory) {
        for field in ["id", "role", "content", "vector_id"] {
            assert!(!text(&item[field]).is_empty(), "{field} of {item}");
        }
        assert!(text(&item["ts"]).ends_with('Z') && item["tags"]["type"].is_string(), "{item}");
        assert!(item["tokens"].as_u64().is_some_and(|tokens| tokens > 0), "{item}");
        let is_of_a_sub_question = !["planner", "rewriter", "verifier"].contains(&text(&item["role"]));
        assert_eq!(item["tags"]["task_id"].is_string(), is_of_a_sub_question, "{item}");
    }
    let ids: Vec<&str> = items(&memory).iter().map(|item| text(&item["id"])).collect();
    assert!(ids.is_sorted() && ids.first().is_some_and(|id| id.ends_with("planner/01")), "{ids:?}");
}

#[tokio::test]
async fn the_router_metrics_add_up_to_the_status() {
    let proof = Proof::of(OLYMPICS).await;
    let metrics = proof.json("router_metrics.json").await;
    assert_eq!((&metrics["run_id"], &metrics["format_version"]), (&proof.ended["run_id"], &json!("1.0")));
    assert!(text(&metrics["timestamp"]).ends_with('Z') && metrics["selection_time_ms"].is_u64(), "{metrics}");
    assert!(text(&metrics["started_at"]) < text(&metrics["timestamp"]), "{metrics}");
    let budgets = json!({ "planner": 1536, "retriever": 1024, "solver": 1024, "critic": 1024, "verifier": 1536, "rewriter": 768 });
    assert_eq!(metrics["budget_per_role"], budgets);
    assert_eq!(
        (&metrics["total_selected_tokens"], &metrics["baseline_tokens"]),
        (&proof.ended["routed_tokens"], &proof.ended["full_tokens"])
    );
    let [selected, baseline] = ["total_selected_tokens", "baseline_tokens"].map(|name| metrics[name].as_f64().unwrap());
    let savings = metrics["token_savings_percentage"].as_f64().unwrap();
    assert!((savings - (baseline - selected) / baseline * 100.0).abs() < 1e-9, "{savings}");
    assert!((metrics["efficiency_gain"].as_f64().unwrap() * 100.0 - savings).abs() < 1e-9);
    assert!(text(&metrics["baseline"]).contains("Full context"));
    for role in ["retriever", "solver", "critic", "rewriter", "verifier"] {
        let scored = metrics["importance_scores"][role].as_object().expect("scores of a role that acted");
        let selected = items(&metrics["selected_documents"][role]);
        assert!(!selected.is_empty() && selected.iter().all(|id| scored.contains_key(text(id))), "{role}");
    }
    assert!(metrics["semantic_filter"]["hits"].is_u64() && metrics["semantic_filter"]["misses"].is_u64());
}

#[tokio::test]
async fn the_policy_says_what_the_run_was_subject_to() {
    let policy = Proof::of(OLYMPICS).await.json("policy.json").await;
    assert_eq!((&policy["auth"]["mode"], &policy["seed"], &policy["model"]), (&json!("PROTECTED"), &json!(7), &json!("extractive")));
    assert_eq!(policy["limits"], json!(Limits::default()));
    assert_eq!(policy["auth"], json!({ "mode": "PROTECTED", "mfa_required": false }));
    assert_eq!(policy["pii"], json!({ "redact": true, "retention_days": null }));
    assert_eq!(policy["webhooks"], json!({ "hmac": { "verify_raw_body": true, "clock_skew_sec": 300 } }));
    assert!(policy["rate_limits"]["per_min"].as_u64().is_some_and(|per_minute| per_minute > 0), "{policy}");
}
