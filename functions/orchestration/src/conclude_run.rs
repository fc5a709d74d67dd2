use genesis_aws::{Cloud, Finished};
use genesis_core::{Access, Declaration, Grant, Resource, RunId, TenantId, Trigger};
use genesis_http::Function;
use genesis_orchestration::{Ending, RunState, Status, artifacts};
use serde::Deserialize;

use crate::roles::TurnFault;

const DECLARATION: Declaration = Declaration {
    name: "complete-run",
    summary: "Writes a run's artifacts and ends it: answered, or terminated with its reason.",
    trigger: Trigger::Task,
    grants: &[
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Write] },
    ],
    memory_mib: 512,
    timeout_seconds: 30,
};

#[derive(Debug, Deserialize)]
struct EndedRun {
    tenant: TenantId,
    run_id: RunId,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, complete_run)
}

/// A run that is over, by a turn that failed or an earlier delivery, stays as it ended.
async fn complete_run(cloud: Cloud, ended: EndedRun) -> Result<(), TurnFault> {
    let runs = cloud.runs(ended.tenant);
    let mut state = runs.state(ended.run_id).await?.ok_or(TurnFault::NoSuchRun)?;
    if state.run.status.is_final() {
        return Ok(());
    }
    let ending = state.ending();
    let (status, answer, certain) = match &ending {
        Ending::Answered(answer) => (Status::Completed, Some(answer), Vec::new()),
        Ending::Terminated(terminator) => {
            runs.terminate(ended.run_id, terminator).await?;
            state.run.terminator = Some(terminator.clone());
            (Status::Terminated, None, state.certain())
        }
    };
    let files = leave_artifacts(&cloud, ended.tenant, &state).await?;
    let finished = Finished { status, at: cloud.clock().now(), answer, certain: &certain, error: None, artifact_files: &files };
    Ok(runs.finish(ended.run_id, &finished).await?)
}

/// Writes the artifacts of a run as it stands, and gives their names.
pub(crate) async fn leave_artifacts(cloud: &Cloud, tenant: TenantId, state: &RunState) -> Result<Vec<&'static str>, TurnFault> {
    let store = cloud.artifacts(tenant);
    let mut names = Vec::new();
    for artifact in artifacts(state, cloud.clock().now()) {
        store.put(state.run.id, &artifact).await?;
        names.push(artifact.name);
    }
    Ok(names)
}
