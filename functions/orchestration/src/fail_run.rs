use genesis_aws::{Cloud, Finished};
use genesis_core::{Access, Declaration, Grant, Resource, RunId, TenantId, Trigger};
use genesis_http::Function;
use genesis_orchestration::Status;
use serde::Deserialize;

use crate::{complete_run::leave_artifacts, roles::TurnFault};

const DECLARATION: Declaration = Declaration {
    name: "fail-run",
    summary: "Ends a run that broke, keeping what there is of it.",
    trigger: Trigger::Task,
    grants: &[
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Write] },
    ],
    memory_mib: 512,
    timeout_seconds: 30,
};

#[derive(Debug, Deserialize)]
struct BrokenRun {
    tenant: TenantId,
    run_id: RunId,
    error: Caught,
}

/// What a `Catch` puts beside its state's input.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Caught {
    error: String,
    #[serde(default)]
    cause: String,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, fail_run)
}

async fn fail_run(cloud: Cloud, broken: BrokenRun) -> Result<(), TurnFault> {
    let BrokenRun { tenant, run_id, error: Caught { error, cause } } = broken;
    end_as_failed(&cloud, tenant, run_id, &error, &cause).await
}

/// Ends a run as failed, unless it is over. The error's name is told; its cause is for the log alone.
pub(crate) async fn end_as_failed(cloud: &Cloud, tenant: TenantId, run_id: RunId, error: &str, cause: &str) -> Result<(), TurnFault> {
    let runs = cloud.runs(tenant);
    let state = runs.state(run_id).await?.ok_or(TurnFault::NoSuchRun)?;
    if state.run.status.is_final() {
        return Ok(());
    }
    tracing::error!(run = %run_id, error, cause, "a run failed");
    let files = leave_artifacts(cloud, tenant, &state).await?;
    let reason = format!("a step of the run failed ({error})");
    let certain = state.certain();
    let at = cloud.clock().now();
    let finished = Finished { status: Status::Failed, at, answer: None, certain: &certain, error: Some(&reason), artifact_files: &files };
    Ok(runs.finish(run_id, &finished).await?)
}
