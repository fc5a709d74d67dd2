use serde_json::{Value, json};

use super::{CAPITAL, Desk, SENTENCE, paris};
use crate::house::{OLYMPICS, items, text};

#[tokio::test]
async fn a_run_whose_solver_is_the_callers_own_ends_with_its_answer() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader", "capability": "read" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let (_, listed) = desk.house.get(&desk.tenant.key, "/api/v1/agents/work?capability=read").await;
    let told = &listed["work"][0];
    assert_eq!((&told["execution_id"], &told["run_id"], &told["role"]), (&json!(work), &json!(run), &json!("solver")), "{listed}");
    let claimed = desk.claimed(&work).await;
    let input = &claimed["input_context"];
    assert_eq!((&input["role"], &input["query"], &input["question"]), (&json!("solver"), &json!(CAPITAL), &json!(CAPITAL)), "{input}");
    desk.given(&claimed, &paris(&claimed)).await;

    let ended = desk.ended(&run).await;
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!("Paris")), "{ended}");
    assert_eq!((&ended["citations"][0]["quote"], &ended["citations"][0]["title"]), (&json!(SENTENCE), &json!("France")), "{ended}");
    let trace = desk.house.artifact(&desk.tenant, &run, "execution_trace.ndjson").await;
    let lines: Vec<Value> = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let tokens: u64 = lines.iter().map(|line| line["tokens"].as_u64().unwrap()).sum();
    assert_eq!((lines.len(), tokens), (6, ended["total_tokens"].as_u64().unwrap()));
    let solved = lines.iter().find(|line| line["agent"] == "solver").unwrap();
    assert_eq!(
        (&solved["answer"], solved["router"]["selected"].as_array().is_some_and(|chosen| !chosen.is_empty())),
        (&json!("Paris"), true)
    );
    let policy: Value = serde_json::from_str(&desk.house.artifact(&desk.tenant, &run, "policy.json").await).unwrap();
    assert_eq!(policy["agents"], json!({ "solver": { "agent_id": "reader", "capability": "read", "wait_seconds": 3600 } }));
    let (_, performance) = desk.house.get(&desk.tenant.key, "/api/v1/agents/performance").await;
    let of = |name: &str| items(&performance["agents"]).iter().find(|agent| agent["agent_id"] == name).cloned();
    assert_eq!((&of("reader").unwrap()["total_executions"], of("solver")), (&json!(1), None), "{performance}");
}

/// What the agent gives in each role.
fn given(claimed: &Value) -> Value {
    let input = &claimed["input_context"];
    match text(&input["role"]) {
        "planner" => json!({ "plan": { "steps": [{ "q": "What is the capital of France?" }, { "q": "What is the population of #1?" }] } }),
        "retriever" => json!({ "queries": [input["query"]] }),
        "solver" if input["query"] == CAPITAL => paris(claimed),
        "solver" => json!({ "text": "two million", "confidence": 1, "citations": [] }),
        "critic" => json!({ "flag": null, "reason": "It stands.", "support": 1 }),
        "rewriter" => json!({ "text": "Two million.", "explanation": "Paris has two million.", "citations": [] }),
        "verifier" => json!({ "passed": true, "issues": [] }),
        role => panic!("no role {role}"),
    }
}

#[tokio::test]
async fn one_agent_may_play_every_role() {
    let desk = Desk::open().await;
    let roles = ["planner", "retriever", "solver", "critic", "rewriter", "verifier"];
    let agents: Value =
        roles.iter().map(|role| ((*role).to_owned(), json!({ "agent_id": "all" }))).collect::<serde_json::Map<_, _>>().into();
    let run = desk.house.start(&desk.tenant, &json!({ "query": OLYMPICS, "agents": agents })).await;
    let mut asked = Vec::new();
    for _ in 0..9 {
        let claimed = desk.claimed(&desk.next("all").await).await;
        asked.push(format!("{} {}", text(&claimed["input_context"]["role"]), text(&claimed["input_context"]["query"])));
        desk.given(&claimed, &given(&claimed)).await;
    }
    let ended = desk.ended(&run).await;
    assert_eq!(
        (&ended["status"], &ended["answer"], &ended["agent_executions"]),
        (&json!("completed"), &json!("Two million."), &json!(9)),
        "{ended}"
    );
    let turn = |role: &str, query: &str| format!("{role} {query}");
    let (first, second) = (CAPITAL, "What is the population of Paris?");
    let expected = [
        turn("planner", OLYMPICS),
        turn("retriever", first),
        turn("solver", first),
        turn("critic", first),
        turn("retriever", second),
        turn("solver", second),
        turn("critic", second),
        turn("rewriter", OLYMPICS),
        turn("verifier", OLYMPICS),
    ];
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_question_that_the_callers_planner_finds_ambiguous_is_asked_back() {
    let desk = Desk::open().await;
    let run = desk.house.start(&desk.tenant, &json!({ "query": CAPITAL, "agents": { "planner": { "agent_id": "person" } } })).await;
    desk.completed(&desk.next("person").await, &json!({ "ambiguous": "Which France?" })).await;
    let ended = desk.ended(&run).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("AMBIGUOUS")), "{ended}");
    assert!(text(&ended["terminator"]["detail"]).contains("Which France?"), "{ended}");
}

#[tokio::test]
async fn an_agent_that_fails_ends_its_run_with_what_it_says() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "critic": { "agent_id": "person" } }), &json!({})).await;
    let work = desk.next("person").await;
    let (_, failed) = desk.complete(&work, &json!({ "error_message": "I do not speak French." })).await;
    assert_eq!(failed["status"], "failed", "{failed}");
    let ended = desk.ended(&run).await;
    let error = "the agent person failed: I do not speak French.";
    assert_eq!((&ended["status"], &ended["error"]), (&json!("failed"), &json!(error)), "{ended}");
    assert_eq!(desk.listed("").await, [""; 0]);
}
