//! `genesis ask`: one question on an ephemeral platform, from start endpoint to artifacts.

mod follow;
mod report;
mod view;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Instant,
};

use genesis_aws::StoreError;
use genesis_core::RunId;
use genesis_orchestration::{InvalidRun, Question, Status};
use genesis_rcr::Policy;
use http::{Method, StatusCode};
use serde_json::json;

pub(crate) use report::{DIM, STRONG, plain};
pub(crate) use view::given;

use crate::{
    Demo, Options, Platform, StartError,
    cli::AskArgs,
    documents::{self, KnowledgeError, NewDocument},
    models::ModelsError,
    platform::LoadError,
    serve::interrupted,
};

/// Where runs leave their artifacts, below the folder the program is run in.
const RUNS: &str = ".genesis/runs";

/// Whether there is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Yes,
    /// The run stopped with a reason.
    No,
}

/// Why there is neither an answer nor a reason.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error(transparent)]
    Question(#[from] InvalidRun),
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    #[error(transparent)]
    Models(#[from] ModelsError),
    #[error("{detail}")]
    Refused { status: StatusCode, detail: String },
    #[error("the platform could not start: {0}")]
    Start(#[from] StartError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("the run failed: {0}")]
    Failed(String),
    #[error("interrupted")]
    Interrupted,
    #[error("the run was lost")]
    Lost,
    #[error("the run could not be followed: {0}")]
    Store(#[from] StoreError),
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: io::Error },
}

impl AskError {
    /// Whether what was typed is at fault.
    pub fn is_usage(&self) -> bool {
        match self {
            AskError::Question(_) | AskError::Knowledge(_) | AskError::Models(_) | AskError::Start(StartError::Record(_)) => true,
            AskError::Refused { status, .. } => status.is_client_error(),
            AskError::Start(_)
            | AskError::Load(_)
            | AskError::Failed(_)
            | AskError::Interrupted
            | AskError::Lost
            | AskError::Store(_)
            | AskError::Write { .. } => false,
        }
    }
}

pub async fn ask(args: AskArgs) -> Result<Answered, AskError> {
    let asked_at = Instant::now();
    // Before it is shown.
    Question::parse(&args.question)?;
    let documents = match &args.knowledge {
        Some(path) => documents::read(path)?,
        None => documents::library(),
    };
    let models = args.models.configuration()?;
    let platform = Platform::start(Options { models, exchanges: args.models.exchanges(), ..Options::ephemeral() }).await?;
    let outcome = tokio::select! {
        outcome = answer(&platform, &args, documents, asked_at) => outcome,
        () = interrupted() => Err(AskError::Interrupted),
    };
    platform.shutdown().await;
    outcome
}

async fn answer(platform: &Platform, args: &AskArgs, documents: Vec<NewDocument>, asked_at: Instant) -> Result<Answered, AskError> {
    let demo = Demo::create(platform.operator()).await?;
    let mut report = report::Report::new(args.json);
    report.open(&args.question, documents.len());
    platform.load(&demo, documents).await?;
    let run = start(platform, &demo, args).await?;
    // Before the work, so that none is lost where its proof cannot be kept.
    fs::create_dir_all(RUNS).map_err(|source| AskError::Write { path: RUNS.into(), source })?;
    let state = follow::follow(platform, &demo, run, &mut report).await?;
    let folder = keep_artifacts(platform, &demo, run, &state.run.artifact_files).await?;
    if state.run.status == Status::Failed {
        return Err(AskError::Failed(state.run.error.unwrap_or_default()));
    }
    report.close(&view::Outcome { state: &state, artifacts: &folder, time: asked_at.elapsed() });
    Ok(if state.run.status == Status::Completed { Answered::Yes } else { Answered::No })
}

async fn start(platform: &Platform, demo: &Demo, args: &AskArgs) -> Result<RunId, AskError> {
    let mut new = json!({
        "query": args.question,
        "max_steps": args.max_steps,
        "max_depth": args.max_depth,
        "seed": args.seed,
        "policy": Policy::from(args.policy).as_str(),
        "model": args.models.wishes(),
        "half_life_waves": args.half_life,
    });
    if let Some(temperature) = args.models.temperature {
        new["temperature"] = json!(temperature);
    }
    let (status, answer) = platform.call(Method::POST, "/api/v1/orchestration/start", &demo.key, &new).await;
    if status != StatusCode::CREATED {
        return Err(AskError::Refused { status, detail: answer["detail"].as_str().unwrap_or("no reason given").to_owned() });
    }
    answer["run_id"].as_str().and_then(|id| id.parse().ok()).ok_or(AskError::Lost)
}

async fn keep_artifacts(platform: &Platform, demo: &Demo, run: RunId, names: &[String]) -> Result<PathBuf, AskError> {
    let folder = Path::new(RUNS).join(run.to_string());
    let write_error = |path: &Path| {
        let path = path.to_owned();
        move |source| AskError::Write { path, source }
    };
    fs::create_dir_all(&folder).map_err(write_error(&folder))?;
    for name in names {
        let content = platform.operator().artifacts(demo.tenant).get(run, name).await?;
        let path = folder.join(name);
        fs::write(&path, content).map_err(write_error(&path))?;
    }
    Ok(folder)
}
