//! One start of one function's program.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use genesis_core::Declaration;
use genesis_embedded_cloud::{ACCOUNT, REGION};
use serde_json::Value;

use crate::{
    cloud_socket::CloudSocket,
    runtime_api::{RuntimeApi, Said},
    story::Story,
};

/// What the slowest start and answer stay below by far, with the debugger's build on a machine at work.
const PATIENCE: Duration = Duration::from_secs(30);

/// A function's program as it is deployed.
pub struct Binary {
    declaration: &'static Declaration,
    path: PathBuf,
}

/// Figures of one start.
pub struct Measured {
    /// From the start of the process until it asks for its first event.
    pub init: Duration,
    /// What of that its threads worked.
    pub init_work: Duration,
    /// How many connections to AWS it has by then.
    pub connections: usize,
    /// From an event to its answer.
    pub first: Duration,
    pub second: Duration,
    /// What its threads worked for each event after these.
    pub warm_work: Vec<Duration>,
    /// The most that was resident by then.
    pub resident_bytes: u64,
    /// What it said to the first event, in short.
    pub answer: String,
}

#[derive(Debug, thiserror::Error)]
pub enum NotMeasured {
    #[error("it could not be started")]
    NotStarted(#[from] std::io::Error),
    #[error("it said nothing for 30 seconds; --logs shows what it does")]
    Silent,
    #[error("it could not begin: {0}")]
    InitError(String),
    #[error("it said {0:?} out of turn")]
    OutOfTurn(Said),
}

impl Binary {
    pub fn find(folder: &Path, declaration: &'static Declaration) -> Option<Self> {
        let own = folder.join(declaration.name);
        let path = if own.is_dir() { own.join("bootstrap") } else { own };
        path.is_file().then_some(Self { declaration, path })
    }

    pub fn name(&self) -> &'static str {
        self.declaration.name
    }

    pub fn bytes(&self) -> u64 {
        fs::metadata(&self.path).map(|file| file.len()).unwrap_or_default()
    }

    /// As large as what is uploaded: a zip file of one member is its deflated content and some 200 bytes.
    pub fn zipped_bytes(&self) -> Option<u64> {
        let deflated = Command::new("gzip").args(["--best", "--stdout"]).arg(&self.path).output().ok()?;
        deflated.status.success().then_some(deflated.stdout.len() as u64)
    }

    pub async fn start(&self, story: &Story, cloud: &CloudSocket, warm: u16, logs: bool) -> Result<Measured, NotMeasured> {
        let event = story.event(self.name()).await;
        let mut api = RuntimeApi::open().await?;
        let mut command = self.command(&api.address(), cloud);
        command.stdout(if logs { Stdio::inherit() } else { Stdio::null() });
        let before = cloud.connections();
        let from = Instant::now();
        let process = Running(command.spawn()?);
        let ready = next(&mut api).await?;
        let (init_work, connections) = (process.worked(), cloud.connections() - before);
        let (first, answer) = answered(&mut api, &event).await?;
        next(&mut api).await?;
        let (second, _) = answered(&mut api, &event).await?;
        next(&mut api).await?;
        let resident_bytes = process.most_resident_bytes();
        let mut warm_work = Vec::new();
        for _ in 0..warm {
            let before = process.worked();
            answered(&mut api, &event).await?;
            next(&mut api).await?;
            warm_work.push(process.worked().saturating_sub(before));
        }
        Ok(Measured { init: ready - from, init_work, connections, first, second, warm_work, resident_bytes, answer })
    }

    /// With the environment that it has on Lambda, and no more.
    fn command(&self, api: &str, cloud: &CloudSocket) -> Command {
        let credentials = cloud.credentials(self.name());
        let mut command = Command::new(&self.path);
        command.env_clear().stdin(Stdio::null());
        command.envs([
            ("AWS_ACCESS_KEY_ID", credentials.access_key_id()),
            ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key()),
            ("AWS_ENDPOINT_URL", cloud.url()),
            ("AWS_REGION", REGION),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &self.declaration.memory_mib.to_string()),
            ("AWS_LAMBDA_FUNCTION_NAME", self.name()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_RUNTIME_API", api),
            ("GENESIS_BUCKET_PREFIX", ""),
            ("GENESIS_QUEUE_URL_PREFIX", &format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/")),
            ("GENESIS_SECRET_PREFIX", "genesis/"),
            ("GENESIS_STAGE", "measured"),
            ("GENESIS_TABLE_PREFIX", ""),
            ("GENESIS_TENANT_ROLE_ARN", &format!("arn:aws:iam::{ACCOUNT}:role/tenant")),
            ("GENESIS_WORKFLOW_ARN", &format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:run")),
            ("PATH", "/usr/bin:/bin"),
            ("TZ", ":UTC"),
        ]);
        command
    }
}

async fn next(api: &mut RuntimeApi) -> Result<Instant, NotMeasured> {
    match hear(api).await? {
        (at, Said::Next) => Ok(at),
        (_, Said::InitError(cause)) => Err(NotMeasured::InitError(String::from_utf8_lossy(&cause).into_owned())),
        (_, said) => Err(NotMeasured::OutOfTurn(said)),
    }
}

async fn answered(api: &mut RuntimeApi, event: &Value) -> Result<(Duration, String), NotMeasured> {
    let from = Instant::now();
    api.give(event.clone());
    match hear(api).await? {
        (at, Said::Response(body)) => Ok((at - from, in_short(&body))),
        (at, Said::Error(body)) => Ok((at - from, in_short(&body))),
        (_, said) => Err(NotMeasured::OutOfTurn(said)),
    }
}

async fn hear(api: &mut RuntimeApi) -> Result<(Instant, Said), NotMeasured> {
    tokio::time::timeout(PATIENCE, api.hear()).await.map_err(|_| NotMeasured::Silent)
}

/// The status of an answer over HTTP, the name of an error, and else what kind of answer it is.
fn in_short(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let failed = body["batchItemFailures"].as_array().filter(|failures| !failures.is_empty());
    match (&body["statusCode"], body["errorType"].as_str(), failed) {
        (Value::Number(status), ..) => status.to_string(),
        (_, Some(error), _) => error.to_owned(),
        (_, _, Some(_)) => "not handled".to_owned(),
        _ => "done".to_owned(),
    }
}

/// Ends with its value.
struct Running(Child);

impl Running {
    /// How long the threads that are there have been on a core.
    fn worked(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0.id())).into_iter().flatten().flatten();
        let nanoseconds = threads.filter_map(|thread| {
            let told = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    fn most_resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It is gone already where this fails.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
