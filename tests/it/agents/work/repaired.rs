use genesis_core::RunId;
use genesis_orchestration::{AgentStep, Execution, ExecutionEnd, ExecutionStatus, MemoryItem, Status};
use genesis_rcr::Role;
use serde_json::{Value, json};

use super::{Desk, paris};
use crate::house::items;

impl Desk {
    /// Delivers the message of the run's solver's turn, as for another task that waits for it.
    async fn deliver(&self, run: &str, token: &str) {
        let turn = json!({ "token": token, "tenant": self.tenant.tenant, "run_id": run, "wave": 1, "step": "s1", "role": "solver" });
        self.deliver_message(&turn.to_string()).await;
    }

    async fn deliver_message(&self, body: &str) {
        let record = json!({ "messageId": "one", "receiptHandle": "one", "body": body, "eventSource": "aws:sqs" });
        let answer = self.house.platform.invoke("execute-agent-step", json!({ "Records": [record] })).await.unwrap().unwrap();
        assert_eq!(answer["batchItemFailures"], json!([]));
    }
}

#[tokio::test]
async fn a_completion_that_nobody_was_told_of_reaches_its_run_with_the_next_round() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let claimed = desk.claimed(&work).await;
    let operator = desk.house.operator();
    let (executions, at) = (operator.agent_executions(desk.tenant.tenant), operator.clock().now());
    let open = executions.find(work.parse().unwrap()).await.unwrap().unwrap();
    let end = ExecutionEnd { output_context: paris(&claimed).as_object().unwrap().clone(), ..ExecutionEnd::default() };
    executions.hand_in(&open.ended(end, at), at).await.unwrap();
    desk.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    assert_eq!(desk.ended(&run).await["answer"], "Paris");
    desk.house.until(async || operator.due_agent_work().await.unwrap().is_empty().then_some(())).await;
}

#[tokio::test]
async fn a_turn_that_is_delivered_again_is_offered_once_and_answers_the_task_that_waits_last() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    let executions = desk.house.operator().agent_executions(desk.tenant.tenant);
    let token = || async { executions.find(work.parse().unwrap()).await.unwrap().unwrap().turn.unwrap().token };
    let first = token().await;
    desk.deliver(&run, "another task's").await;
    assert_eq!((desk.listed("").await, token().await.as_str()), (vec![work.clone()], "another task's"));
    desk.deliver(&run, first.as_str()).await;
    let claimed = desk.claimed(&work).await;
    desk.given(&claimed, &paris(&claimed)).await;
    let ended = desk.ended(&run).await;
    assert_eq!((&ended["answer"], &ended["agent_executions"]), (&json!("Paris"), &json!(6)), "{ended}");
}

#[tokio::test]
async fn a_completion_that_is_told_twice_has_one_effect() {
    let desk = Desk::open().await;
    let run = desk.house.pending_run(&desk.tenant, "11111111-2222-4333-8444-555555555555", super::CAPITAL).await;
    let agents = json!({ "planner": { "agent_id": "reader" } });
    let started = desk.house.start(&desk.tenant, &json!({ "query": super::CAPITAL, "agents": agents })).await;
    assert_ne!(run.to_string(), started);
    let work = desk.next("reader").await;
    desk.completed(&work, &json!({ "plan": { "steps": [{ "q": super::CAPITAL }] } })).await;
    let message = json!({ "tenant": desk.tenant.tenant, "execution_id": work }).to_string();
    for _ in 0..2 {
        desk.deliver_message(&message).await;
    }
    let ended = desk.ended(&started).await;
    desk.deliver_message(&message).await;
    let id: RunId = started.parse().unwrap();
    let state = desk.house.operator().runs(desk.tenant.tenant).state(id).await.unwrap().unwrap();
    let used: u64 = state.executions.iter().map(|execution| execution.tokens_used).sum();
    assert_eq!(
        (ended["answer"].as_str(), ended["total_tokens"].as_u64(), state.executions.len()),
        (Some("Paris"), Some(used), 6),
        "{ended}"
    );
}

#[tokio::test]
async fn a_turn_is_settled_with_what_was_routed_when_it_was_offered() {
    let desk = Desk::open().await;
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let claimed = desk.claimed(&desk.next("reader").await).await;
    // Something comes to be known meanwhile that every later turn may read.
    let operator = desk.house.operator();
    let id: RunId = run.parse().unwrap();
    let state = operator.runs(desk.tenant.tenant).state(id).await.unwrap().unwrap();
    let beside = AgentStep::new(0, None, Role::Retriever);
    let known = state.memory.iter().find(|item| item.content.contains(super::SENTENCE)).unwrap();
    let late = MemoryItem { id: format!("{beside}/01"), author: beside, source: "late#0".to_owned(), ..known.clone() };
    let ended = Execution { status: ExecutionStatus::Completed, ..Execution::begun(beside, operator.clock().now()) };
    operator.turns(desk.tenant.tenant).finish(id, &ended, &[late], Status::Executing).await.unwrap();

    desk.given(&claimed, &paris(&claimed)).await;
    assert_eq!(desk.ended(&run).await["answer"], "Paris");
    let trace = desk.house.artifact(&desk.tenant, &run, "execution_trace.ndjson").await;
    let mut lines = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let solved = lines.find(|line| line["agent"] == "solver").unwrap();
    let ids = |list: &Value| items(list).iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&solved["router"]["selected"]), ids(&claimed["input_context"]["context"]));
    assert!(!solved["router"].to_string().contains("late#0"), "{solved}");
}
