//! Agents asked directly, steps of the built-in roles and what callers record of agents of their own; and the latter in runs.

mod own;
mod refused;
mod roles;
mod taken_over;
mod work;

use genesis_core::ExecutionId;
use genesis_local::Demo;
use genesis_orchestration::AgentExecution;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, items, text};

const EXECUTE: &str = "/api/v1/agents/execute";
const STATS: &str = "/api/v1/orchestration/stats";
const RUN: &str = "11111111-2222-4333-8444-555555555555";
const EXECUTION: &str = "22222222-3333-4444-8555-666666666666";

struct Bench {
    house: House,
    tenant: Demo,
    run: String,
}

impl Bench {
    /// A run of three hops that is answered.
    async fn answered() -> Self {
        let (house, tenant) = House::with_library().await;
        let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
        Self { run: text(&ended["run_id"]).to_owned(), house, tenant }
    }

    /// A run that nobody works on.
    async fn still() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        house.pending_run(&tenant, RUN, OLYMPICS).await;
        Self { house, tenant, run: RUN.to_owned() }
    }

    fn asked(&self, agent: &str, input: &Value) -> Value {
        json!({ "run_id": self.run, "agent_id": agent, "capability": "help", "sequence_number": 1, "input_context": input })
    }

    async fn start(&self, agent: &str, input: &Value) -> String {
        let (status, started) = self.house.post(&self.tenant.key, EXECUTE, &self.asked(agent, input)).await;
        assert_eq!((status, &started["success"], &started["status"]), (StatusCode::CREATED, &json!(true), &json!("started")), "{started}");
        text(&started["execution_id"]).to_owned()
    }

    async fn complete(&self, execution: &str, outcome: &Value) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("/api/v1/agents/complete/{execution}"), outcome).await
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.house.get(&self.tenant.key, path).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn execution(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/agents/executions/{id}")).await
    }

    /// Waits for a built-in role's step.
    async fn ended(&self, id: &str) -> Value {
        let executions = self.house.operator().agent_executions(self.tenant.tenant);
        let execution: ExecutionId = id.parse().unwrap();
        self.house.until(async || executions.find(execution).await.unwrap()?.completed_at).await;
        self.execution(id).await
    }

    async fn step(&self, role: &str, input: &Value) -> Value {
        self.ended(&self.start(role, input).await).await
    }

    async fn performance(&self) -> Vec<Value> {
        items(&self.get("/api/v1/agents/performance").await["agents"]).to_vec()
    }

    async fn run_tokens(&self) -> u64 {
        self.get(&format!("/api/v1/orchestration/status/{}", self.run)).await["total_tokens"].as_u64().unwrap()
    }

    async fn tenant_tokens(&self) -> u64 {
        self.get(STATS).await["statistics"]["total_tokens"].as_u64().unwrap()
    }

    /// Delivers the message of a step to the agents' worker.
    async fn deliver(&self, execution: &str) {
        let body = json!({ "tenant": self.tenant.tenant, "execution_id": execution }).to_string();
        let record = json!({ "messageId": "one", "receiptHandle": "one", "body": body, "eventSource": "aws:sqs" });
        let answer = self.house.platform.invoke("execute-agent-step", json!({ "Records": [record] })).await.unwrap().unwrap();
        assert_eq!(answer["batchItemFailures"], json!([]));
    }
}

/// An execution as it is stored before anybody works on it.
pub fn own_execution(id: &str, run: &str, agent: &str) -> AgentExecution {
    let execution = json!({
        "id": id,
        "run_id": run,
        "agent_id": agent,
        "capability": "translate",
        "sequence_number": 1,
        "input_context": "{}",
        "metadata": "{}",
        "status": "running",
        "created_at": 0,
        "started_at": 0,
        "attempt": 0,
        "lease_until": 0,
        "output_context": "{}",
        "context_used": [],
        "tokens_used": 0,
    });
    serde_json::from_value(execution).unwrap()
}

fn sum(agents: &[Value], name: &str) -> u64 {
    agents.iter().map(|agent| agent[name].as_u64().unwrap()).sum()
}
