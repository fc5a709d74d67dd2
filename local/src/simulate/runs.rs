use std::time::Duration;

use futures::future::join_all;
use genesis_core::RunId;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::scene::{Counted, Run};
use crate::{Demo, Platform};

/// So often a client asks again when the service cannot answer.
const TRIES: u32 = 12;

/// The runs that a client has asked for.
pub(super) struct Asked<'a> {
    platform: &'a Platform,
    demo: &'a Demo,
    runs: Vec<(&'static str, Option<RunId>)>,
}

impl<'a> Asked<'a> {
    /// Asks everything at the same time.
    pub async fn all(platform: &'a Platform, demo: &'a Demo, questions: &[&'static str]) -> Self {
        let asking = questions.iter().enumerate().map(async |(number, question)| (*question, ask(platform, demo, number, question).await));
        Self { platform, demo, runs: join_all(asking).await }
    }

    /// Waits until every run is over, but no longer than `stuck`.
    pub async fn ended(&self, stuck: Duration, look_every: Duration) {
        let deadline = Instant::now() + stuck;
        let runs = self.platform.operator().runs(self.demo.tenant);
        for run in self.runs.iter().filter_map(|(_, run)| *run) {
            // A look that fails is taken again: the operator's calls go wrong as well.
            while !matches!(runs.find(run).await, Ok(Some(run)) if run.status.is_final()) && Instant::now() < deadline {
                sleep(look_every).await;
            }
        }
    }

    /// What is counted over the tenant's runs, and the runs that are listed as open.
    pub async fn counted(&self) -> Counted {
        let runs = self.platform.operator().runs(self.demo.tenant);
        let totals = runs.totals().await.expect("nothing goes wrong any more");
        let (agents, _) = runs.agents(1_000).await.expect("nothing goes wrong any more");
        let open = self.platform.operator().open_runs().await.expect("nothing goes wrong any more");
        let quota = self.platform.operator().quotas(self.demo.tenant).get().await.expect("nothing goes wrong any more");
        Counted { totals, agents: agents.into_iter().collect(), open: open.len(), quota }
    }

    pub async fn states(&self) -> Vec<Run> {
        let runs = self.platform.operator().runs(self.demo.tenant);
        let mut states = Vec::new();
        for (question, run) in &self.runs {
            let state = match run {
                Some(run) => runs.state(*run).await.expect("nothing goes wrong any more"),
                None => None,
            };
            states.push(Run { question, state });
        }
        states
    }
}

/// Asks until the service has answered. Its key makes one run of all tries.
async fn ask(platform: &Platform, demo: &Demo, number: usize, question: &str) -> Option<RunId> {
    let body = json!({ "query": question }).to_string();
    for tried in 0..TRIES {
        let request = Request::builder().method(Method::POST).uri("/api/v1/orchestration/start");
        let request = request.header("x-api-key", &demo.key).header("content-type", "application/json");
        let request = request.header("idempotency-key", format!("question-{number}")).body(body.clone().into());
        let response = platform.answer(request.expect("a path and header values of ours")).await;
        if response.status() == StatusCode::CREATED {
            let started: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            return started["run_id"].as_str().and_then(|id| id.parse().ok());
        }
        sleep(Duration::from_secs(1 << tried.min(5))).await;
    }
    None
}
