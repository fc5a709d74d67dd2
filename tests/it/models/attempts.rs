//! Turns that are taken again after calls that came to nothing and are paid all the same.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use genesis_core::RunId;
use genesis_models::{Budget, Charge, Wishes};
use genesis_orchestration::{Execution, ExecutionStatus, Run, RunState, artifacts};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    played::{Heard, QUESTION},
    scene::{Scene, configured, hasten, openai, sum},
};
use crate::{
    house::text,
    model_server::{ModelServer, Reply},
};

const RUN: &str = "11111111-2222-4333-8444-555555555555";
/// Longer than a worker may be before it renews its claim.
const TIMEOUT: u64 = 6;

/// Does not reply to the first request, and says when that has come.
fn silent_at_first() -> (ModelServer, UnboundedReceiver<()>) {
    let (come, arrived) = unbounded_channel();
    let is_first = AtomicBool::new(true);
    let server = ModelServer::start(move |asked| {
        if is_first.swap(false, Ordering::SeqCst) {
            come.send(()).unwrap();
            return Reply::silence();
        }
        Heard::of(asked).played()
    });
    (server, arrived)
}

/// A run whose planner's turn is delivered by hand, so that nobody has to wait for the workflow to deliver it again.
struct ByHand {
    scene: Scene,
    run: Run,
}

impl ByHand {
    async fn open(server: &ModelServer) -> Self {
        let prices = json!({ "m": { "input": 2_000_000, "output": 3_000_000 } });
        let provider = openai(server, json!({ "timeout_seconds": TIMEOUT, "prices": prices }));
        let scene = Scene::open(configured(json!("own:m"), provider)).await;
        let operator = scene.house.operator();
        let casting = operator.models().configuration.cast(&Wishes::default(), &Wishes::default(), None);
        let run = Run { casting, ..Run::pending(RUN.parse().unwrap(), operator.clock().now(), QUESTION, "own:m") };
        scene.house.keep(&scene.tenant, &run).await;
        Self { scene, run }
    }

    async fn deliver(&self) {
        let turn = json!({ "token": "none", "tenant": self.scene.tenant.tenant, "run_id": self.run.id, "wave": 0, "role": "planner" });
        let event = json!({ "Records": [{ "messageId": "plan", "body": turn.to_string(), "eventSource": "aws:sqs" }] });
        self.scene.house.platform.invoke("execute-agent-step", event).await.unwrap().unwrap();
    }

    async fn state(&self) -> RunState {
        let id: RunId = self.run.id;
        self.scene.house.operator().runs(self.scene.tenant.tenant).state(id).await.unwrap().unwrap()
    }

    /// The line of the trace, once what it tells agrees with the run's totals and with its account.
    async fn accounted(&self) -> Value {
        let state = self.state().await;
        let operator = self.scene.house.operator();
        let trace = artifacts(&state, operator.clock().now()).into_iter().find(|file| file.name == "execution_trace.ndjson").unwrap();
        let line: Value = serde_json::from_str(trace.content.trim()).unwrap();
        let calls = |of: &Value| of["calls"].as_array().cloned().unwrap_or_default();
        let given_up = line["attempts"].as_array().into_iter().flatten().flat_map(calls);
        let calls: Vec<Value> = given_up.chain(calls(&line)).collect();
        let (tokens, cost) = (sum(&calls, "/usage/input_tokens") + sum(&calls, "/usage/output_tokens"), sum(&calls, "/cost"));
        assert_eq!((&line["tokens"], &line["cost_usd"]), (&json!(tokens), &json!(format!("0.{cost:06}"))), "{line}");
        assert_eq!((state.run.total_tokens, state.run.cost().0), (tokens, cost as i64), "{line}");
        let account = operator.run_account(self.scene.tenant.tenant, &state.run, Charge::default());
        let spent = account.spent_share().await.unwrap() * f64::from(state.run.limits.max_cost_microdollars);
        assert!((spent - cost as f64).abs() < 0.5 && cost > 0, "{spent} in the account, {cost} in the trace");
        line
    }
}

#[tokio::test]
async fn a_turn_whose_model_timed_out_is_taken_again_and_both_are_paid_and_told() {
    let (server, arrived) = silent_at_first();
    let by_hand = ByHand::open(&server).await;
    hasten(arrived, Duration::from_secs(TIMEOUT), by_hand.deliver()).await;
    let line = by_hand.accounted().await;
    assert_eq!((&line["status"], line.get("calls")), (&json!("running"), None), "{line}");
    by_hand.deliver().await;
    let line = by_hand.accounted().await;
    assert_eq!((&line["status"], line["calls"].as_array().map(Vec::len)), (&json!("completed"), Some(1)), "{line}");
    let given_up = &line["attempts"][0];
    assert_eq!((&given_up["attempt"], text(&given_up["calls"][0]["error"])), (&json!(1), "model_timed_out"), "{line}");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_call_whose_worker_has_lost_its_turn_counts_for_all_it_may_have_cost() {
    let (server, mut arrived) = silent_at_first();
    let by_hand = ByHand::open(&server).await;
    let (come, taken_over) = unbounded_channel();
    let takes_over = async {
        arrived.recv().await.unwrap();
        let (state, operator) = (by_hand.state().await, by_hand.scene.house.operator());
        let faster = Execution { attempt: 2, ..state.executions[0].clone() };
        operator.turns(by_hand.scene.tenant.tenant).claim(by_hand.run.id, &faster).await.unwrap();
        come.send(()).unwrap();
    };
    tokio::join!(takes_over, hasten(taken_over, Duration::from_secs(TIMEOUT - 1), by_hand.deliver()));
    let line = by_hand.accounted().await;
    assert_eq!(text(&line["attempts"][0]["calls"][0]["error"]), "model_call_abandoned", "{line}");
    let state = by_hand.state().await;
    assert_eq!((state.executions[0].status, state.executions[0].attempt), (ExecutionStatus::Running, 2));
}
