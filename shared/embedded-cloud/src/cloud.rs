//! The cloud as a whole: opened on a storage, reached by clients, closed with what runs in it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::calls::{Call, Calls};
use crate::connector;
use crate::dynamodb::{DynamoDb, Place};
use crate::event_source::EventSource;
use crate::faults::Faults;
use crate::functions::{Functions, InvokeError};
use crate::kms::Kms;
use crate::principal::{Principal, Principals, SECRET_KEY};
use crate::remembered::Remembered;
use crate::s3::S3;
use crate::schedule::Schedule;
use crate::secrets::Secrets;
use crate::sqs::Sqs;
use crate::stepfunctions::Workflows;
use crate::stop::Stop;
use crate::storage::{Ground, OpenError, Storage};

/// How long a shutdown waits for what runs.
const GRACE: Duration = Duration::from_secs(2);

/// DynamoDB, S3, SQS, Secrets Manager, Step Functions and KMS in this process.
///
/// Clients do not keep it alive: drop it, and their calls fail. A function that holds the cloud itself is let go by [`EmbeddedCloud::shutdown`].
pub struct EmbeddedCloud {
    pub(crate) engines: Arc<Engines>,
    stop: Stop,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// The ground comes last, so that its lock outlives every engine that works on it.
pub(crate) struct Engines {
    pub principals: Arc<Principals>,
    pub dynamodb: DynamoDb,
    pub s3: S3,
    pub sqs: Arc<Sqs>,
    pub secrets: Secrets,
    pub kms: Kms,
    pub workflows: Workflows,
    pub functions: Arc<Functions>,
    pub calls: Calls,
    pub faults: Faults,
    pub ground: Ground,
}

impl EmbeddedCloud {
    /// Opens the storage and starts the engines on the current runtime.
    pub async fn open(storage: Storage) -> Result<Arc<Self>, OpenError> {
        Self::open_with(storage, Faults::none()).await
    }

    /// The same, where things go wrong as planned.
    pub async fn open_with(storage: Storage, faults: Faults) -> Result<Arc<Self>, OpenError> {
        let engines = Arc::new(Engines::open(Ground::open(storage)?, faults).await?);
        let stop = Stop::new();
        let sweeper = tokio::spawn(engines.dynamodb.clone().sweep_expired(stop.subscribe()));
        Ok(Arc::new(Self { engines, stop, tasks: Mutex::new(vec![sweeper]) }))
    }

    /// The transport of every SDK client. S3 is path style: build its client with `force_path_style(true)`.
    pub fn http_client(&self) -> SharedHttpClient {
        connector::http_client(&self.engines)
    }

    /// Answers a request of a client in another process, which found its way here without [`EmbeddedCloud::http_client`].
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        connector::answer(&self.engines, request).await
    }

    /// Credentials that speak for this principal. Equal principals share one key.
    pub fn credentials(&self, principal: Principal) -> Credentials {
        Credentials::new(self.engines.principals.register(principal), SECRET_KEY, None, None, "genesis-embedded-cloud")
    }

    /// How often each function has called which operation since the cloud was opened.
    pub fn calls(&self) -> BTreeMap<Call, u64> {
        self.engines.calls.so_far()
    }

    /// What is held of the work so far.
    pub async fn remembered(&self) -> Remembered {
        let workflows = &self.engines.workflows;
        Remembered {
            executions: workflows.executions().await,
            task_tokens: workflows.task_tokens(),
            transactions: self.engines.dynamodb.transactions(),
        }
    }

    /// What workflow tasks and event sources invoke under this name.
    pub fn register_function(
        &self,
        name: &str,
        invoke: impl Fn(Value) -> BoxFuture<'static, Result<Value, InvokeError>> + Send + Sync + 'static,
    ) {
        self.engines.functions.register(name, invoke);
    }

    /// Feeds the function with the queue's messages: up to `batch_size` (10 at most) in one event, up to `max_concurrency` events at once.
    pub fn attach_queue(&self, queue: &str, function: &str, batch_size: u32, max_concurrency: u32) {
        let source = EventSource {
            queues: Arc::clone(&self.engines.sqs),
            functions: Arc::clone(&self.engines.functions),
            queue: queue.to_owned(),
            function: function.to_owned(),
            batch_size,
            faults: self.engines.faults.clone(),
        };
        let poller = tokio::spawn(source.run(max_concurrency, self.stop.subscribe()));
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(poller);
    }

    /// Invokes the function with an empty input every so many minutes, as EventBridge Scheduler does; one invocation follows another. On a folder
    /// that was kept the first is due at once, for those missed while there was no cloud.
    pub fn attach_schedule(&self, function: &str, minutes: u32) {
        let every = Duration::from_secs(60) * minutes.max(1);
        let from = if self.engines.ground.is_kept() { Instant::now() } else { Instant::now() + every };
        let engines = &self.engines;
        let (functions, faults) = (Arc::clone(&engines.functions), engines.faults.clone());
        let schedule = Schedule { functions, faults, function: function.to_owned(), every, from };
        let ticking = tokio::spawn(schedule.run(self.stop.subscribe()));
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(ticking);
    }

    /// Tells this function of every execution that fails, times out or is stopped, as EventBridge does ("Step Functions Execution Status Change").
    pub fn tell_of_broken_executions(&self, function: &str) {
        self.engines.workflows.tell_of_broken(function);
    }

    /// Finishes the batches in hand and aborts the executions, within a few seconds.
    pub async fn shutdown(&self) {
        let deadline = Instant::now() + GRACE;
        self.stop.signal();
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for mut task in tasks {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.engines.workflows.shutdown(deadline.max(Instant::now() + GRACE / 3)).await;
        self.engines.sqs.shutdown().await;
        self.engines.functions.clear();
    }
}

impl Engines {
    async fn open(ground: Ground, faults: Faults) -> Result<Self, OpenError> {
        let principals = Arc::new(Principals::default());
        let functions = Arc::new(Functions::default());
        let sqs = Arc::new(Sqs::new());
        Ok(Self {
            dynamodb: open_tables(&ground, &faults)?,
            secrets: open_secrets(&ground).await?,
            kms: open_keys(&ground)?,
            s3: open_objects(&ground, Arc::clone(&principals))?,
            workflows: Workflows::start(Arc::clone(&functions), Arc::clone(&sqs), faults.clone()).map_err(OpenError::Workflows)?,
            principals,
            sqs,
            functions,
            calls: Calls::default(),
            faults,
            ground,
        })
    }
}

fn open_tables(ground: &Ground, faults: &Faults) -> Result<DynamoDb, OpenError> {
    let place = if faults.are_planned() { Place::OnTheRuntime } else { Place::OffTheRuntime };
    let Some(path) = ground.database()? else {
        return DynamoDb::open(None, place).map_err(|source| OpenError::Database { path: "in memory".into(), source: Box::new(source) });
    };
    match path.to_str().map(|file| DynamoDb::open(Some(file), place)) {
        Some(Ok(tables)) => Ok(tables),
        Some(Err(source)) => Err(OpenError::Database { path, source: Box::new(source) }),
        None => Err(OpenError::NotUnicode { path }),
    }
}

fn open_objects(ground: &Ground, principals: Arc<Principals>) -> Result<S3, OpenError> {
    let path = ground.buckets()?;
    S3::open(&path, principals).map_err(|error| OpenError::Objects { path, reason: error.to_string() })
}

async fn open_secrets(ground: &Ground) -> Result<Secrets, OpenError> {
    let file = ground.secrets()?;
    Secrets::open(file.clone()).await.map_err(|source| OpenError::Kept { path: file.unwrap_or_default(), source })
}

fn open_keys(ground: &Ground) -> Result<Kms, OpenError> {
    let file = ground.keys()?;
    Kms::open(file.clone()).map_err(|source| OpenError::Kept { path: file.unwrap_or_default(), source })
}

impl Drop for EmbeddedCloud {
    fn drop(&mut self) {
        self.stop.signal();
        self.engines.functions.clear();
    }
}

impl fmt::Debug for EmbeddedCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedCloud").field("functions", &self.engines.functions).finish_non_exhaustive()
    }
}
