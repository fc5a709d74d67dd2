//! Work that agents of callers' own claim and complete: at a caller's request, and as turns of a run.

mod backlog;
mod claims;
mod content;
mod faults;
mod python;
mod refused;
mod repaired;
mod tokens;
mod turns;
mod waiting;

use genesis_aws::WhichWork;
use genesis_core::{Clock, Ids};
use genesis_local::Demo;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, items, library, text};

const WORK: &str = "/api/v1/agents/work";
const CAPITAL: &str = "What is the capital of France?";
const SENTENCE: &str = "The capital of France is Paris, which is also the largest city of France.";

/// A platform with one caller, who has agents of its own.
struct Desk {
    house: House,
    tenant: Demo,
}

impl Desk {
    async fn open() -> Self {
        Self::with(Clock::system()).await
    }

    async fn with(clock: Clock) -> Self {
        let house = House::with(clock, Ids::random()).await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &library()).await;
        Self { house, tenant }
    }

    /// A run of one sub-question, of which an agent of the caller's own plays these roles.
    async fn ask(&self, agents: &Value, more: &Value) -> String {
        let mut new = json!({ "query": CAPITAL, "plan": { "steps": [{ "q": CAPITAL }] }, "agents": agents });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.house.start(&self.tenant, &new).await
    }

    /// The id of the next work of an agent, once there is some.
    async fn next(&self, agent: &str) -> String {
        let operator = self.house.operator();
        let (executions, name) = (operator.agent_executions(self.tenant.tenant), agent.parse().unwrap());
        let which = || WhichWork { agent: Some(&name), capability: None, at: operator.clock().now(), after: None, limit: 100 };
        let first = async || executions.open_work(which()).await.unwrap().entries.first().map(|work| work.execution_id.to_string());
        self.house.until(first).await
    }

    async fn listed(&self, query: &str) -> Vec<String> {
        let (status, listed) = self.house.get(&self.tenant.key, &format!("{WORK}?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{listed}");
        items(&listed["work"]).iter().map(|work| text(&work["execution_id"]).to_owned()).collect()
    }

    async fn claim(&self, execution: &str) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("{WORK}/{execution}/claim"), &json!({})).await
    }

    async fn claimed(&self, execution: &str) -> Value {
        let (status, claimed) = self.claim(execution).await;
        assert_eq!(status, StatusCode::OK, "{claimed}");
        claimed
    }

    async fn heartbeat(&self, execution: &str, claim: u32) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("{WORK}/{execution}/heartbeat"), &json!({ "claim": claim })).await
    }

    async fn complete(&self, execution: &str, outcome: &Value) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("/api/v1/agents/complete/{execution}"), outcome).await
    }

    async fn completed(&self, execution: &str, output: &Value) {
        let (status, completed) = self.complete(execution, &json!({ "output_context": output })).await;
        assert_eq!((status, &completed["status"]), (StatusCode::OK, &json!("completed")), "{completed}");
    }

    /// Completes what somebody has claimed.
    async fn given(&self, claimed: &Value, output: &Value) {
        let outcome = json!({ "output_context": output, "claim": claimed["claim"] });
        let (status, completed) = self.complete(text(&claimed["execution_id"]), &outcome).await;
        assert_eq!((status, &completed["status"]), (StatusCode::OK, &json!("completed")), "{completed}");
    }

    async fn execution(&self, id: &str) -> Value {
        self.house.get(&self.tenant.key, &format!("/api/v1/agents/executions/{id}")).await.1
    }

    async fn ended(&self, run: &str) -> Value {
        self.house.ended(&self.tenant, run).await
    }
}

/// The answer that the library holds, with its evidence.
fn paris(claimed: &Value) -> Value {
    let context = items(&claimed["input_context"]["context"]);
    let passage = context.iter().find(|item| text(&item["text"]).contains(SENTENCE)).unwrap_or_else(|| panic!("{claimed}"));
    json!({ "text": "Paris", "confidence": 0.9, "citations": [{ "passage": passage["id"], "quote": SENTENCE }] })
}

fn refusal(answer: &(StatusCode, Value)) -> (StatusCode, &str) {
    (answer.0, text(&answer.1["code"]))
}
