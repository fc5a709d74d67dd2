use http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, SENTENCE, paris};
use crate::house::{START, text};

#[tokio::test]
async fn an_output_that_is_not_what_the_role_gives_is_refused_and_the_work_stays_open() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let claimed = desk.claimed(&work).await;
    let good = paris(&claimed);
    let with = |name: &str, value: Value| {
        let mut output = good.clone();
        output[name] = value;
        output
    };
    let citing = |passage: &Value, quote: &str| with("citations", json!([{ "passage": passage, "quote": quote }]));
    let passage = &good["citations"][0]["passage"];
    let mut silent = good.clone();
    silent.as_object_mut().unwrap().remove("text");
    for (output, field) in [
        (json!({}), "text"),
        (silent, "text"),
        (with("text", json!(" ")), "text"),
        (with("text", json!(7)), "text"),
        (with("text", json!("x".repeat(2_001))), "text"),
        (with("text", json!("Par\u{0}is")), "text"),
        (with("text", json!("\u{1b}[31mParis")), "text"),
        (with("confidence", json!(1.1)), "confidence"),
        (with("confidence", json!("high")), "confidence"),
        (with("answer", json!("Paris")), "answer"),
        (with("citations", json!([{ "passage": passage }])), "citations[0].quote"),
        (citing(passage, "The capital of France is Lyon."), "citations[0].quote"),
        (citing(passage, ""), "citations[0].quote"),
        (citing(passage, " "), "citations[0].quote"),
        (citing(&json!("nowhere#0"), SENTENCE), "citations[0].passage"),
    ] {
        let (status, problem) = desk.complete(&work, &json!({ "output_context": output, "claim": 1 })).await;
        let field = format!("output_context.{field}");
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{output}: {problem}");
        assert_eq!(desk.execution(&work).await["status"], "running", "{output}");
    }
    desk.given(&claimed, &good).await;
    assert_eq!(desk.ended(&run).await["answer"], "Paris");
}

#[tokio::test]
async fn a_plan_that_cannot_be_carried_out_is_refused_at_its_step() {
    let desk = Desk::open().await;
    let new = json!({ "query": super::CAPITAL, "agents": { "planner": { "agent_id": "person" }, "critic": { "agent_id": "judge" } } });
    let run = desk.house.start(&desk.tenant, &new).await;
    let work = desk.next("person").await;
    for (output, field) in [
        (json!({}), "plan"),
        (json!({ "plan": { "steps": [] } }), "plan.steps"),
        (json!({ "plan": { "steps": [{ "q": "What is #1?" }] } }), "plan.steps[0]"),
        (json!({ "plan": { "steps": [{ "q": "Who?", "kind": "guess" }] } }), "plan.steps[0].kind"),
        (json!({ "plan": { "steps": [{ "q": "Who?" }] }, "ambiguous": "It is." }), "plan"),
        (json!({ "ambiguous": "" }), "ambiguous"),
    ] {
        let (status, problem) = desk.complete(&work, &json!({ "output_context": output })).await;
        let field = format!("output_context.{field}");
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{output}: {problem}");
    }
    desk.completed(&work, &json!({ "plan": { "steps": [{ "q": super::CAPITAL }] } })).await;
    let judged = desk.claimed(&desk.next("judge").await).await;
    assert_eq!(judged["input_context"]["answer"]["text"], "Paris", "{judged}");
    let judge = text(&judged["execution_id"]);
    for (output, field) in [
        (json!({ "flag": "WRONG", "reason": "No.", "support": 0 }), "flag"),
        (json!({ "reason": "No.", "support": 0 }), "flag"),
        (json!({ "flag": null, "reason": "", "support": 0 }), "reason"),
        (json!({ "flag": null, "reason": "It\u{7}rings.", "support": 0 }), "reason"),
        (json!({ "flag": null, "reason": "Yes.", "support": -1 }), "support"),
    ] {
        let (status, problem) = desk.complete(judge, &json!({ "output_context": output, "claim": 1 })).await;
        let field = format!("output_context.{field}");
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{output}: {problem}");
    }
    desk.given(&judged, &json!({ "flag": "UNANSWERABLE", "reason": "I doubt it.", "support": 0 })).await;
    let ended = desk.ended(&run).await;
    assert_eq!((&ended["status"], &ended["terminator"]["step"]), (&json!("terminated"), &json!("s1")), "{ended}");
}

#[tokio::test]
async fn a_run_is_not_started_with_agents_that_cannot_play() {
    let desk = Desk::open().await;
    let agent = |name: &str, value: Value| {
        let mut agent = json!({ "agent_id": "reader" });
        agent[name] = value;
        json!({ "solver": agent })
    };
    for (agents, field) in [
        (json!({ "cook": { "agent_id": "reader" } }), "agents.cook"),
        (json!({ "solver": {} }), "agents.solver.agent_id"),
        (json!({ "solver": 7 }), "agents.solver"),
        (agent("wait_seconds", json!("long")), "agents.solver.wait_seconds"),
        (agent("capability", json!(["read"])), "agents.solver.capability"),
        (agent("agent_id", json!("planner")), "agents.solver.agent_id"),
        (agent("agent_id", json!("a\nb")), "agents.solver.agent_id"),
        (agent("capability", json!("")), "agents.solver.capability"),
        (agent("wait_seconds", json!(0)), "agents.solver.wait_seconds"),
        (agent("wait_seconds", json!(604_801)), "agents.solver.wait_seconds"),
        (agent("colour", json!("red")), "agents.solver.colour"),
    ] {
        let new = json!({ "query": "Who?", "plan": { "steps": [{ "q": "Who?" }] }, "agents": agents });
        let (status, problem) = desk.house.post(&desk.tenant.key, START, &new).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{agents}: {problem}");
    }
}
