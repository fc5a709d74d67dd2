use genesis_aws::WhichWork;
use genesis_core::{Clock, Ids, RunId, Timestamp};
use genesis_embedded_cloud::Faults;
use genesis_lag::Reason;
use genesis_local::Options;
use genesis_orchestration::{RunState, Status};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{CAPITAL, Desk, WORK, paris};
use crate::house::{House, START, library, text};

const ROUNDS: u32 = 2_000;

impl Desk {
    /// A platform whose time passes as the runtime's, and what goes wrong there once it is told to.
    async fn unsteady(seed: u64) -> (Self, Faults) {
        let (faults, begun) = (Faults::seeded(seed), Instant::now());
        let clock = Clock::new(move || Timestamp(4_000_000_000_000).plus(begun.elapsed()));
        let options = Options { clock, ids: Ids::seeded(seed), faults: faults.clone(), ..Options::ephemeral() };
        let house = House::of(options).await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &library()).await;
        (Self { house, tenant }, faults)
    }

    /// Asks until the service has answered; one run for all tries.
    async fn ask_again_and_again(&self) -> RunId {
        let agents = json!({ "solver": { "agent_id": "reader", "wait_seconds": 86_400 } });
        let new = json!({ "query": CAPITAL, "plan": { "steps": [{ "q": CAPITAL }] }, "agents": agents }).to_string();
        let headers = [("x-api-key", self.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "one")];
        for _ in 0..ROUNDS {
            let answer = self.house.send(Method::POST, START, &headers, new.clone()).await;
            if answer.status() == StatusCode::CREATED {
                let started: Value = serde_json::from_slice(answer.body()).unwrap();
                return text(&started["run_id"]).parse().unwrap();
            }
            self.waited_for_work().await;
        }
        panic!("the run was never accepted")
    }

    /// The work that comes within twenty seconds of the platform's time.
    async fn waited_for_work(&self) -> Value {
        self.house.get(&self.tenant.key, &format!("{WORK}?agent_id=reader&wait_seconds=20")).await.1
    }

    /// What a worker does that takes every refusal as it comes.
    async fn work_once(&self) {
        let listed = self.waited_for_work().await;
        for work in listed["work"].as_array().into_iter().flatten() {
            let execution = text(&work["execution_id"]);
            let (status, claimed) = self.claim(execution).await;
            if status == StatusCode::OK {
                let outcome = json!({ "output_context": paris(&claimed), "tokens_used": 77, "claim": claimed["claim"] });
                self.complete(execution, &outcome).await;
            }
        }
    }

    async fn worked_until_the_end(&self, run: RunId) {
        let runs = self.house.operator().runs(self.tenant.tenant);
        for _ in 0..ROUNDS {
            if matches!(runs.find(run).await, Ok(Some(run)) if run.status.is_final()) {
                return;
            }
            self.work_once().await;
        }
        panic!("the run never ended");
    }

    async fn left(&self, run: RunId) -> RunState {
        let operator = self.house.operator();
        for _ in 0..ROUNDS {
            // Until nobody need be told any longer of what has reached its run.
            if operator.due_agent_work().await.unwrap().is_empty() {
                break;
            }
            self.waited_for_work().await;
        }
        assert_eq!(operator.due_agent_work().await.unwrap(), []);
        let which = WhichWork { agent: None, capability: None, at: operator.clock().now(), after: None, limit: 100 };
        assert_eq!(operator.agent_executions(self.tenant.tenant).open_work(which).await.unwrap().entries, []);
        operator.runs(self.tenant.tenant).state(run).await.unwrap().unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_a_turn_of_a_callers_own_agent_is_taken_once() {
    let mut answered = 0;
    for seed in 0..30 {
        let (desk, faults) = Desk::unsteady(seed).await;
        faults.begin();
        let run = desk.ask_again_and_again().await;
        desk.worked_until_the_end(run).await;
        faults.end();
        let state = desk.left(run).await;
        let used: u64 = state.executions.iter().map(|execution| execution.tokens_used).sum();
        assert_eq!(state.run.total_tokens, used, "seed {seed}");
        match state.run.status {
            Status::Completed => {
                answered += 1;
                let answer = state.run.answer.as_ref().map(|answer| answer.text.as_str());
                assert_eq!((answer, state.executions.len(), used >= 77), (Some("Paris"), 6, true), "seed {seed}");
            }
            // What goes wrong takes its time, too.
            Status::Terminated => {
                assert_eq!(state.run.terminator.map(|terminator| terminator.reason), Some(Reason::TimeLimit), "seed {seed}")
            }
            status => assert_eq!(status, Status::Failed, "seed {seed}"),
        }
        desk.house.platform.shutdown().await;
    }
    assert!(answered > 25, "{answered} of 30 runs were answered");
}
