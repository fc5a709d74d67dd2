//! What a run leaves of answers that their tenant lets nobody have.

use genesis_guard::{Action, Kind};
use genesis_tenancy::ContentPolicy;
use serde_json::{Value, json};

use super::{Desk, paris};
use crate::house::{items, text};

const MAIL: &str = "ann@example.org";
const PASSPORT: &str = "X1234567";
const WORDS: &str = "She reads";

/// What her agent gives in each role. Nobody sees by the number alone what it is.
fn given(claimed: &Value) -> Value {
    let answer = format!("Her passport number is {PASSPORT}. {WORDS} {MAIL}.");
    match text(&claimed["input_context"]["role"]) {
        "solver" => json!({ "text": PASSPORT, "confidence": 1, "citations": paris(claimed)["citations"] }),
        "critic" => json!({ "flag": null, "reason": format!("{PASSPORT} stands."), "support": 1 }),
        "rewriter" => json!({ "text": answer, "explanation": format!("Ask {MAIL}."), "citations": [] }),
        "verifier" => json!({ "passed": true, "issues": [] }),
        role => panic!("no role {role}"),
    }
}

/// A run whose answer has a passport's number and an address in it, as its tenant lets it go, and all of its files.
async fn ended(answers: Action) -> (Value, Vec<(String, String)>) {
    let desk = Desk::open().await;
    let kinds = vec![Kind::Email, Kind::Passport];
    let policy = ContentPolicy { answers, kinds, ..ContentPolicy::default() };
    desk.house.operator().content_policies(desk.tenant.tenant).keep(&policy).await.unwrap();
    let agent = json!({ "agent_id": "all" });
    let run = desk.ask(&json!({ "solver": agent, "critic": agent, "rewriter": agent, "verifier": agent }), &json!({})).await;
    for _ in 0..4 {
        let claimed = desk.claimed(&desk.next("all").await).await;
        desk.given(&claimed, &given(&claimed)).await;
    }
    let ended = desk.ended(&run).await;
    let (_, listed) = desk.house.get(&desk.tenant.key, &format!("/api/v1/orchestration/{run}/artifacts")).await;
    let mut files = Vec::new();
    for name in items(&listed["artifacts"]).iter().map(|file| text(&file["name"])) {
        files.push((name.to_owned(), desk.house.artifact(&desk.tenant, &run, name).await));
    }
    assert_eq!(files.len(), 6, "{listed}");
    (ended, files)
}

#[tokio::test]
async fn what_is_redacted_in_an_answer_is_in_no_file_of_its_run() {
    let (ended, files) = ended(Action::Redact).await;
    assert_eq!(ended["answer"], json!("Her passport number is [passport]. She reads ****@***.com."), "{ended}");
    for (name, content) in &files {
        assert!(!content.contains(MAIL) && !content.contains(PASSPORT), "{name}: {content}");
    }
    let memory = &files.iter().find(|(name, _)| name == "memory_post.json").unwrap().1;
    assert!(memory.contains("[passport]") && memory.contains("The capital of France is Paris"), "{memory}");
    assert!(!ended.to_string().contains(PASSPORT), "{ended}");
}

#[tokio::test]
async fn a_run_whose_answer_is_refused_leaves_nothing_of_it() {
    let (ended, files) = ended(Action::Refuse).await;
    assert_eq!(ended["terminator"]["reason"], json!("CONTENT_POLICY"), "{ended}");
    for (name, content) in &files {
        assert!([MAIL, PASSPORT, WORDS].iter().all(|told| !content.contains(told)), "{name}: {content}");
    }
    let trace = &files.iter().find(|(name, _)| name == "execution_trace.ndjson").unwrap().1;
    assert_eq!(trace.lines().count(), 6, "what was done is told: {trace}");
}

#[tokio::test]
async fn where_a_tenant_lets_answers_pass_its_files_have_them() {
    let (ended, files) = ended(Action::Flag).await;
    assert!(text(&ended["answer"]).contains(PASSPORT) && text(&ended["answer"]).contains(MAIL), "{ended}");
    let memory = &files.iter().find(|(name, _)| name == "memory_post.json").unwrap().1;
    assert!(memory.contains(PASSPORT), "{memory}");
}

#[tokio::test]
async fn an_error_that_an_agent_tells_is_redacted_like_an_answer() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "person" } }), &json!({})).await;
    let (_, failed) = desk.complete(&desk.next("person").await, &json!({ "error_message": format!("{MAIL} is away.") })).await;
    assert_eq!(failed["status"], "failed", "{failed}");
    assert_eq!(desk.ended(&run).await["error"], json!("the agent person failed: ****@***.com is away."));
}

#[tokio::test]
async fn what_agents_give_is_screened_for_a_turn_like_a_document_and_otherwise_like_an_answer() {
    let desk = Desk::open().await;
    let documents = genesis_tenancy::Wishes { personal: Action::Refuse, ..Default::default() };
    let policy = ContentPolicy { documents, ..ContentPolicy::default() };
    desk.house.operator().content_policies(desk.tenant.tenant).keep(&policy).await.unwrap();
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    for (outcome, field) in [
        (json!({ "output_context": { "text": MAIL, "confidence": 1, "citations": [] } }), "output_context"),
        (json!({ "output_context": { MAIL: 1 } }), "output_context"),
        (json!({ "error_message": format!("Ask {MAIL}.") }), "error_message"),
    ] {
        let (status, problem) = desk.complete(&work, &outcome).await;
        assert_eq!((status.as_u16(), &problem["code"], &problem["errors"][0]["field"]), (422, &json!("content_refused"), &json!(field)));
    }
    let step = json!({ "run_id": run, "agent_id": "reader", "capability": "read", "sequence_number": 1 });
    let (_, begun) = desk.house.post(&desk.tenant.key, "/api/v1/agents/execute", &step).await;
    let execution = text(&begun["execution_id"]);
    desk.completed(execution, &json!({ "note": MAIL })).await;
    assert_eq!(desk.execution(execution).await["output_context"], json!({ "note": "****@***.com" }));
    desk.completed(execution, &json!({ "note": MAIL })).await;
}
