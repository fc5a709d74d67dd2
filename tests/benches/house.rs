//! A platform on a file database, with one tenant who asks.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt, stream};
use genesis_core::RunId;
use genesis_embedded_cloud::Storage;
use genesis_local::{Demo, Options, Platform};
use genesis_models::Configuration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{immediate::Immediate, measured::Times};

const QUESTION: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";

pub struct House {
    pub platform: Platform,
    pub tenant: Demo,
    /// Where it plays the roles.
    model: Option<Arc<Immediate>>,
    _folder: TempDir,
}

/// What the tenant's library holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Library {
    OnePassage,
    /// The articles that ship with the program.
    Whole,
}

/// Who plays the roles.
pub enum Who {
    Immediate,
    Extractive,
    Asked(Configuration),
}

impl House {
    pub async fn open(library: Library) -> Arc<Self> {
        Self::of(library, Who::Immediate).await
    }

    pub async fn of(library: Library, who: Who) -> Arc<Self> {
        let folder = TempDir::new().expect("a temporary folder");
        let options = Options { storage: Storage::Folder(folder.path().to_owned()), ..Options::ephemeral() };
        let mut model = None;
        let options = match who {
            Who::Immediate => Options { model: model.insert(Arc::new(Immediate::default())).clone(), ..options },
            Who::Extractive => options,
            Who::Asked(models) => Options { models, ..options },
        };
        let platform = Platform::start(options).await.expect("a platform");
        let tenant = Demo::create(platform.operator()).await.expect("a tenant");
        let house = Self { platform, tenant, model, _folder: folder };
        house.teach(&articles(library)).await;
        Arc::new(house)
    }

    /// So many runs, so many at a time.
    pub async fn run(self: &Arc<Self>, runs: usize, concurrency: usize) -> Times {
        let from = Instant::now();
        let each = stream::iter(0..runs).map(|run| self.clone().spawned(run)).buffer_unordered(concurrency).collect::<Vec<_>>().await;
        Times::of(each, from.elapsed())
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.platform.call(Method::GET, path, &self.tenant.key, &Value::Null).await
    }

    /// From the request to the end of one run of twelve turns.
    async fn timed(&self, number: usize) -> Duration {
        let from = Instant::now();
        self.ask(number).await;
        from.elapsed()
    }

    /// On the runtime's threads, as a server has it.
    async fn spawned(self: Arc<Self>, number: usize) -> Duration {
        tokio::spawn(async move { self.timed(number).await }).await.expect("a run that ends")
    }

    /// Asks, and waits until the run is over.
    pub async fn ask(&self, number: usize) -> RunId {
        let question = if self.model.is_some() { format!("{QUESTION} ({number})") } else { QUESTION.to_owned() };
        let last_turn = self.model.as_ref().map(|model| model.last_turn(&question));
        let (status, started) = self.post("/api/v1/orchestration/start", &json!({ "query": question })).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        let run: RunId = started["run_id"].as_str().and_then(|id| id.parse().ok()).expect("a run's id");
        if let Some(last_turn) = last_turn {
            last_turn.notified().await;
        }
        let runs = self.platform.operator().runs(self.tenant.tenant);
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let run = runs.find(run).await.expect("the table answers").expect("the run is stored");
            if run.status.is_final() {
                assert_eq!((run.status.as_str(), run.steps_completed), ("completed", 12), "{run:?}");
                return run.id;
            }
        }
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.platform.call(Method::POST, path, &self.tenant.key, body).await
    }

    async fn teach(&self, documents: &[Value]) {
        let (status, accepted) = self.post("/api/v1/memory/documents", &json!({ "documents": documents })).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{accepted}");
        let batch = accepted["batch_id"].as_str().and_then(|id| id.parse().ok()).expect("a batch's id");
        let batches = self.platform.operator().documents(self.tenant.tenant);
        let mut activity = self.platform.activity();
        while batches.find(batch).await.expect("the table answers").is_none_or(|batch| batch.indexed_at.is_none()) {
            activity.changed().await.expect("the platform is open");
        }
    }
}

fn articles(library: Library) -> Vec<Value> {
    if library == Library::OnePassage {
        return vec![json!({ "id": "paris", "title": "Paris", "text": "Paris, the capital of France, held the 2024 Summer Olympics." })];
    }
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../local/library")).expect("the library's folder");
    let texts = folder.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("an article"));
    let titled = texts.map(|text| json!({ "title": text.lines().next().unwrap_or_default().trim_start_matches("# "), "text": text }));
    titled.collect()
}
