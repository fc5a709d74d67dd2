//! A platform for a test, with callers who speak to it.

mod audit;
mod deployed;
mod site;

use std::{
    fs,
    net::IpAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use genesis_aws::Cloud;
use genesis_core::{BatchId, Clock, Ids, RunId, Timestamp};
use genesis_http::ClientAddress;
use genesis_local::{Demo, Options, Platform};
use genesis_orchestration::{AgentExecution, Run};
use genesis_tenancy::Wish;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use self::deployed::Deployed;
pub use self::site::Site;

pub const START: &str = "/api/v1/orchestration/start";
pub const DOCUMENTS: &str = "/api/v1/memory/documents";
pub const SEARCH: &str = "/api/v1/memory/search";

/// A question of three hops that the library answers.
pub const OLYMPICS: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";

/// Nothing waits so long unless it is stuck.
const STUCK: Duration = Duration::from_secs(180);

pub struct House {
    pub platform: Site,
}

impl House {
    /// A platform of the test's own, or the deployed one that all tests share where `GENESIS_TEST_URL` leads there.
    pub async fn open() -> Self {
        match Deployed::of_environment() {
            Some(deployed) => Self { platform: Site::Deployed(deployed.await) },
            None => Self::of(Options::ephemeral()).await,
        }
    }

    pub async fn with(clock: Clock, ids: Ids) -> Self {
        Self::of(Options { clock, ids, ..Options::ephemeral() }).await
    }

    pub async fn of(options: Options) -> Self {
        Self { platform: Site::Here(Box::new(Platform::start(options).await.unwrap())) }
    }

    /// A house with one tenant in it who knows the library.
    pub async fn with_library() -> (Self, Demo) {
        let house = Self::open().await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &library()).await;
        (house, tenant)
    }

    pub async fn tenant(&self) -> Demo {
        Demo::create(self.operator()).await.unwrap()
    }

    /// The stores, with an operator's rights.
    pub fn operator(&self) -> &Cloud {
        match &self.platform {
            Site::Here(platform) => platform.operator(),
            Site::Deployed(deployed) => &deployed.operator,
        }
    }

    pub async fn get(&self, key: &str, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, key, &Value::Null).await
    }

    pub async fn post(&self, key: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, key, body).await
    }

    /// One JSON call, as a client makes it.
    pub async fn call(&self, method: Method, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.send(method, path, &[("x-api-key", key), ("content-type", "application/json")], body).await;
        (answer.status(), serde_json::from_slice(answer.body()).unwrap_or_default())
    }

    /// A request as it is, with nothing added.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response<Bytes> {
        self.answer(request(method, path, headers, body.into())).await
    }

    /// The same by a connection from this address.
    pub async fn send_from(
        &self,
        address: IpAddr,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Response<Bytes> {
        let mut request = request(method, path, headers, body.into());
        request.extensions_mut().insert(ClientAddress(address));
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        match &self.platform {
            Site::Here(platform) => platform.answer(request).await,
            Site::Deployed(deployed) => deployed.answer(request).await,
        }
    }

    /// Puts documents into a tenant's library and waits until they are searchable.
    pub async fn teach(&self, tenant: &Demo, documents: &[Value]) {
        let (status, accepted) = self.post(&tenant.key, DOCUMENTS, &json!({ "documents": documents })).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{accepted}");
        self.indexed(tenant, &accepted).await;
    }

    pub async fn indexed(&self, tenant: &Demo, accepted: &Value) {
        let batch: BatchId = text(&accepted["batch_id"]).parse().unwrap();
        let batches = self.operator().documents(tenant.tenant);
        self.until(async || batches.find(batch).await.unwrap()?.indexed_at).await;
    }

    /// The ids of the passages a search finds.
    pub async fn found(&self, tenant: &Demo, query: &str) -> Vec<String> {
        let (status, found) = self.get(&tenant.key, &format!("{SEARCH}?query={query}&limit=100")).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        items(&found["passages"]).iter().map(|passage| text(&passage["id"]).to_owned()).collect()
    }

    pub async fn start(&self, tenant: &Demo, new: &Value) -> String {
        let (status, started) = self.post(&tenant.key, START, new).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        text(&started["run_id"]).to_owned()
    }

    /// A run as it is stored before its workflow starts.
    pub async fn pending_run(&self, tenant: &Demo, id: &str, question: &str) -> RunId {
        let id: RunId = id.parse().unwrap();
        let run = Run::pending(id, self.operator().clock().now(), question, "extractive");
        self.keep(tenant, &run).await;
        id
    }

    /// Stores a run that nobody has started.
    pub async fn keep(&self, tenant: &Demo, run: &Run) {
        let quota = self.operator().quotas(tenant.tenant).get().await.unwrap();
        let wish = Wish::run(run.limits.max_tokens, 0);
        self.operator().runs(tenant.tenant).create(run, quota, &wish).await.unwrap();
    }

    /// Stores a step at a caller's request that nobody has announced.
    pub async fn keep_execution(&self, tenant: &Demo, execution: &AgentExecution) {
        let quota = self.operator().quotas(tenant.tenant).get().await.unwrap();
        self.operator().agent_executions(tenant.tenant).create(execution, quota, &Wish::step(0)).await.unwrap();
    }

    /// Asks and waits for the end; gives what the status endpoint says then.
    pub async fn ask(&self, tenant: &Demo, new: &Value) -> Value {
        let run = self.start(tenant, new).await;
        self.ended(tenant, &run).await
    }

    pub async fn ended(&self, tenant: &Demo, run: &str) -> Value {
        let id: RunId = run.parse().unwrap();
        let runs = self.operator().runs(tenant.tenant);
        self.until(async || runs.find(id).await.unwrap()?.completed_at).await;
        let (status, ended) = self.get(&tenant.key, &format!("/api/v1/orchestration/status/{run}")).await;
        assert_eq!(status, StatusCode::OK, "{ended}");
        ended
    }

    /// The text of one of a run's files.
    pub async fn artifact(&self, tenant: &Demo, run: &str, name: &str) -> String {
        let path = format!("/api/v1/orchestration/{run}/artifacts/{name}");
        let response = self.send(Method::GET, &path, &[("x-api-key", &tenant.key)], "").await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        String::from_utf8(response.into_body().to_vec()).unwrap()
    }

    /// Looks again whenever something may have happened, until there is something to see.
    pub async fn until<T>(&self, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let mut news = self.platform.news();
        let looking = async {
            loop {
                if let Some(seen) = look().await {
                    return seen;
                }
                news.next().await;
            }
        };
        tokio::time::timeout(STUCK, looking).await.expect("nothing came of it")
    }
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Bytes) -> Request<Bytes> {
    let request = headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    request.body(body).unwrap()
}

/// A clock that stands still until it is set.
#[derive(Clone, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    pub fn pass(&self, duration: Duration) {
        self.set(Timestamp(self.0.load(Ordering::SeqCst)).plus(duration));
    }
}

pub fn hand_clock() -> (Hand, Clock) {
    let hand = Hand::default();
    let shown = hand.0.clone();
    (hand, Clock::new(move || Timestamp(shown.load(Ordering::SeqCst))))
}

/// The articles that ship with the program.
pub fn library() -> Vec<Value> {
    folder("local/library")
}

/// The articles that disagree with each other.
pub fn conflicting() -> Vec<Value> {
    folder("tests/data/conflicting")
}

fn folder(path: &str) -> Vec<Value> {
    let mut files: Vec<_> = fs::read_dir(root().join(path)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let articles = files.iter().map(|file| {
        let text = fs::read_to_string(file).unwrap();
        let title = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
        json!({ "id": file.file_name().unwrap().to_str().unwrap(), "title": title, "text": text })
    });
    articles.collect()
}

/// The folder the workspace lies in.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

#[track_caller]
pub fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}
