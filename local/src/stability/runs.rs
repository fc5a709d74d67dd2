use std::collections::BTreeMap;

use futures::future::try_join_all;
use genesis_aws::StoreError;
use genesis_core::RunId;
use genesis_orchestration::{RunState, Status, comparable};
use genesis_stability::{Observation, PlanGraph, RouteSet};
use http::{Method, StatusCode};
use serde_json::json;

use crate::{Demo, Platform, models::ModelArgs};

/// Why a run could not be observed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error("{detail}")]
    Refused { status: StatusCode, detail: String },
    #[error("a run failed: {0}")]
    Failed(String),
    #[error("a run was lost")]
    Lost,
    #[error("a run could not be followed: {0}")]
    Store(#[from] StoreError),
}

impl RunError {
    /// Whether the question is at fault.
    pub fn is_usage(&self) -> bool {
        matches!(self, RunError::Refused { status, .. } if status.is_client_error())
    }
}

/// Where a question is asked.
pub(super) struct Bench<'a> {
    pub platform: &'a Platform,
    pub demo: &'a Demo,
    pub question: &'a str,
    pub models: &'a ModelArgs,
}

impl Bench<'_> {
    /// One run from its start to its end, with nothing else under way.
    pub async fn observe(&self, seed: u64) -> Result<Observation, RunError> {
        let run = self.start(seed).await?;
        self.seen(run).await
    }

    pub async fn in_turn(&self, seeds: &[u64]) -> Result<Vec<Observation>, RunError> {
        let mut seen = Vec::with_capacity(seeds.len());
        for seed in seeds {
            seen.push(self.observe(*seed).await?);
        }
        Ok(seen)
    }

    pub async fn together(&self, seeds: &[u64]) -> Result<Vec<Observation>, RunError> {
        try_join_all(seeds.iter().map(|seed| self.observe(*seed))).await
    }

    /// All runs have one correlation id: it is part of what is compared.
    async fn start(&self, seed: u64) -> Result<RunId, RunError> {
        let mut new = json!({ "query": self.question, "seed": seed, "model": self.models.wishes(), "correlation_id": "stability" });
        if let Some(temperature) = self.models.temperature {
            new["temperature"] = json!(temperature);
        }
        let (status, answer) = self.platform.call(Method::POST, "/api/v1/orchestration/start", &self.demo.key, &new).await;
        if status != StatusCode::CREATED {
            return Err(RunError::Refused { status, detail: answer["detail"].as_str().unwrap_or("no reason given").to_owned() });
        }
        answer["run_id"].as_str().and_then(|id| id.parse().ok()).ok_or(RunError::Lost)
    }

    async fn seen(&self, run: RunId) -> Result<Observation, RunError> {
        let state = self.ended(run).await?;
        if state.run.status == Status::Failed {
            return Err(RunError::Failed(state.run.error.unwrap_or_default()));
        }
        let mut artifacts = BTreeMap::new();
        for name in &state.run.artifact_files {
            let content = self.platform.operator().artifacts(self.demo.tenant).get(run, name).await?;
            artifacts.insert(name.clone(), comparable(&String::from_utf8_lossy(&content)));
        }
        Ok(observation(&state, artifacts))
    }

    async fn ended(&self, run: RunId) -> Result<RunState, RunError> {
        let runs = self.platform.operator().runs(self.demo.tenant);
        let mut activity = self.platform.activity();
        loop {
            if runs.find(run).await?.ok_or(RunError::Lost)?.status.is_final() {
                return runs.state(run).await?.ok_or(RunError::Lost);
            }
            activity.changed().await.map_err(|_| RunError::Lost)?;
        }
    }
}

/// A run without an answer says why: that is its text, and the reason alone is what it came to.
fn observation(state: &RunState, artifacts: BTreeMap<String, String>) -> Observation {
    let run = &state.run;
    let (raw_text, parsed_answer) = match (&run.answer, &run.terminator) {
        (Some(answer), _) => (format!("{}\n{}", answer.text, answer.explanation), answer.text.clone()),
        (None, Some(terminator)) => (terminator.detail.clone(), terminator.reason.as_str().to_owned()),
        (None, None) => (String::new(), String::new()),
    };
    Observation {
        plan: PlanGraph::of(state.plan(), run.limits, run.terminator.as_ref()),
        routes: RouteSet::of(state.routed()),
        raw_text,
        parsed_answer,
        artifacts,
        latency_ms: run.duration_ms().unwrap_or_default() as f64,
        is_answered: run.status == Status::Completed,
    }
}
