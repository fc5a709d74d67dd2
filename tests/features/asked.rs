//! A run as its caller sees it when it is over: the status and the files.

use std::collections::BTreeMap;

use genesis_local::Demo;
use genesis_orchestration::RunState;
use serde_json::Value;

use crate::house::{House, items, text};

pub const FILES: [&str; 6] =
    ["preflight_plan.json", "execution_trace.ndjson", "memory_pre.json", "memory_post.json", "router_metrics.json", "policy.json"];

pub struct Asked {
    pub ended: Value,
    /// What is stored of it.
    pub state: RunState,
    files: BTreeMap<&'static str, String>,
}

impl Asked {
    /// Asks, waits for the end, and reads what is left.
    pub async fn of(house: &House, tenant: &Demo, new: &Value) -> Self {
        let run = house.start(tenant, new).await;
        Self::after(house, tenant, &run).await
    }

    /// A run that is under way, once it is over.
    pub async fn after(house: &House, tenant: &Demo, run: &str) -> Self {
        let ended = house.ended(tenant, run).await;
        let mut files = BTreeMap::new();
        for name in FILES {
            files.insert(name, house.artifact(tenant, run, name).await);
        }
        let state = house.operator().runs(tenant.tenant).state(run.parse().unwrap()).await.unwrap().unwrap();
        Self { ended, state, files }
    }

    #[track_caller]
    pub fn file(&self, name: &str) -> &str {
        self.files.get(name).unwrap_or_else(|| panic!("{name} is no file of a run"))
    }

    #[track_caller]
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(self.file(name)).unwrap()
    }

    pub fn plan(&self) -> Value {
        self.json("preflight_plan.json")
    }

    pub fn trace(&self) -> Vec<Value> {
        self.file("execution_trace.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The turns of one role, in the order of work.
    pub fn turns(&self, agent: &str) -> Vec<Value> {
        self.trace().into_iter().filter(|line| line["agent"] == agent).collect()
    }

    /// One role's turn for one sub-question.
    #[track_caller]
    pub fn turn(&self, agent: &str, step: &str) -> Value {
        let turn = self.turns(agent).into_iter().find(|line| line["sub_question"] == step);
        turn.unwrap_or_else(|| panic!("no {agent} for {step}: {}", self.ended))
    }

    /// What the run searched for, search by search, for one sub-question.
    pub fn searches(&self, step: &str) -> Vec<String> {
        let turn = self.turn("retriever", step);
        items(&turn["tool_calls"]).iter().map(|call| text(&call["arguments"]["query"]).to_owned()).collect()
    }

    pub fn answer(&self) -> Option<&str> {
        self.ended["answer"].as_str()
    }

    /// Why the run stopped.
    pub fn reason(&self) -> Option<&str> {
        self.ended["terminator"]["reason"].as_str()
    }

    pub fn detail(&self) -> &str {
        self.ended["terminator"]["detail"].as_str().unwrap_or_default()
    }
}
