//! How a run is ended, whoever ends it: its artifacts are left, then it is settled in the state that was seen.

pub(crate) mod leaving;
pub(crate) mod stopping;

use std::borrow::Cow;

use futures::future::try_join_all;
use genesis_aws::{Cloud, Finished, StoreError};
use genesis_core::{Access, Grant, Resource, RunId, TenantId, Timestamp};
use genesis_lag::{Reason, Terminator};
use genesis_models::{Answered, FinalAnswer};
use genesis_orchestration::{Artifact, Run, RunState, Status, artifacts, artifacts_passing};
use genesis_tenancy::Redaction;
use serde_json::{Map, Value, json};

use self::leaving::Leaving;
use crate::{own_agents, roles::TurnFault};

/// What a function that ends runs touches.
pub(crate) const ORCHESTRATION: Grant = Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] };
/// What a run has used is settled with its end.
pub(crate) const USAGE: Grant = Grant { resource: Resource::Table("usage"), access: &[Access::Write] };
pub(crate) const ARTIFACTS: Grant = Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Write] };

/// A turn that ends meanwhile changes what was seen; there are never many under way.
const TRIES: u32 = 16;

/// How a run is to end.
pub(crate) struct Conclusion {
    pub status: Status,
    pub answer: Option<FinalAnswer>,
    /// Why the logic stopped.
    pub terminator: Option<Terminator>,
    /// Why the run failed.
    pub error: Option<String>,
    pub stability_score: Option<f64>,
    /// What its caller gave, left beside the run's own files.
    pub given: Option<Map<String, Value>>,
}

/// What became of an end.
pub(crate) enum Ended {
    Now(Box<Run>),
    /// The run was over before, and stays as it ended.
    Before,
}

impl Conclusion {
    pub fn new(status: Status) -> Self {
        Self { status, answer: None, terminator: None, error: None, stability_score: None, given: None }
    }
}

/// Ends a run as `conclude` decides from its state.
pub(crate) async fn end(
    cloud: &Cloud,
    tenant: TenantId,
    run: RunId,
    conclude: impl Fn(&RunState) -> Conclusion,
) -> Result<Ended, TurnFault> {
    for tried in 0..TRIES {
        let mut state = cloud.runs(tenant).state(run).await?.ok_or(TurnFault::NoSuchRun)?;
        if let Some(ended_at) = state.run.completed_at {
            if tried > 0 {
                // What an earlier try wrote is not how the run ended.
                let redaction = leaving::again(cloud, tenant, &mut state).await?;
                leave(cloud, tenant, (&state, ended_at), redaction.as_ref(), None).await?;
            }
            return Ok(Ended::Before);
        }
        let conclusion = conclude(&state);
        match settle(cloud, tenant, state, conclusion).await {
            Err(TurnFault::Store(StoreError::Conflict)) => {}
            Err(fault) => return Err(fault),
            Ok(run) => {
                own_agents::withdraw(cloud, tenant, &run).await;
                return Ok(Ended::Now(Box::new(run)));
            }
        }
    }
    Err(StoreError::Conflict.into())
}

async fn settle(cloud: &Cloud, tenant: TenantId, mut state: RunState, conclusion: Conclusion) -> Result<Run, TurnFault> {
    let at = cloud.clock().now();
    let certain: Vec<Answered> = if conclusion.status == Status::Completed { Vec::new() } else { state.certain() };
    let Leaving { conclusion, certain, redaction } = leaving::leaving(cloud, tenant, &mut state, conclusion, certain).await?;
    state.run.terminator = conclusion.terminator;
    let files = leave(cloud, tenant, (&state, at), redaction.as_ref(), conclusion.given).await?;
    let finished = Finished {
        status: conclusion.status,
        at,
        answer: conclusion.answer.as_ref(),
        certain: &certain,
        terminator: state.run.terminator.as_ref(),
        error: conclusion.error.as_deref(),
        stability_score: conclusion.stability_score,
        artifact_files: &files,
    };
    cloud.runs(tenant).finish(&state, &finished).await?;
    let Finished { status, stability_score, .. } = finished;
    Ok(Run { status, stability_score, completed_at: Some(at), ..state.run })
}

/// Writes the artifacts of a run as it stands, and gives their names. Of one whose answer is refused, they hold none.
async fn leave(
    cloud: &Cloud,
    tenant: TenantId,
    (state, at): (&RunState, Timestamp),
    redaction: Option<&Redaction>,
    given: Option<Map<String, Value>>,
) -> Result<Vec<&'static str>, TurnFault> {
    let store = cloud.artifacts(tenant);
    let is_refused = state.run.terminator.as_ref().is_some_and(|terminator| terminator.reason == Reason::ContentPolicy);
    let told = if is_refused { Cow::Owned(state.withheld()) } else { Cow::Borrowed(state) };
    let own = match redaction {
        Some(redaction) => artifacts_passing(&told, at, &|text| redaction.text(text)),
        None => artifacts(&told, at),
    };
    let further = given.map(|given| Artifact { name: "completion.json", content: format!("{}\n", json!(given)) });
    let files: Vec<Artifact> = own.into_iter().chain(further).collect();
    try_join_all(files.iter().map(|file| store.put(state.run.id, file))).await?;
    Ok(files.iter().map(|file| file.name).collect())
}
