use genesis_aws::Cloud;
use genesis_core::{Declaration, RunId, TenantId, Trigger};
use genesis_http::Function;
use genesis_models::redacted;
use genesis_orchestration::{RunState, Status};
use serde::Deserialize;

use crate::{
    ending::leaving::POLICY,
    ending::{ARTIFACTS, Conclusion, Ended, ORCHESTRATION, USAGE, end},
    roles::{AGENT_FAILED, MODEL_FAILED, MODEL_UNAVAILABLE, TurnFault},
};

const DECLARATION: Declaration = Declaration {
    name: "fail-run",
    summary: "Ends a run that broke, keeping what there is of it.",
    trigger: Trigger::Task,
    grants: &[ORCHESTRATION, USAGE, ARTIFACTS, POLICY],
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

/// Ends a run as failed, unless it is over or has found a reason to stop. The error's name is told; its cause is for the log alone,
/// unless an agent of the caller's own has named it, or a model gave no reply.
pub(crate) async fn end_as_failed(cloud: &Cloud, tenant: TenantId, run_id: RunId, error: &str, cause: &str) -> Result<(), TurnFault> {
    let (reason, cause) = match error {
        AGENT_FAILED => (cause.to_owned(), "told to the caller"),
        MODEL_FAILED | MODEL_UNAVAILABLE => (format!("a step of the run failed: {cause}"), cause),
        _ => (format!("a step of the run failed ({error})"), cause),
    };
    let conclude = |state: &RunState| match &state.run.terminator {
        Some(terminator) => Conclusion { terminator: Some(terminator.clone()), ..Conclusion::new(Status::Terminated) },
        None => Conclusion { error: Some(reason.clone()), ..Conclusion::new(Status::Failed) },
    };
    if let Ended::Now(run) = end(cloud, tenant, run_id, conclude).await? {
        match run.status {
            Status::Failed => tracing::error!(run = %run_id, error, cause = %redacted(cause), "a run failed"),
            status => tracing::info!(run = %run_id, status = status.as_str(), error, "a run had ended when its turn broke off"),
        }
    }
    Ok(())
}
