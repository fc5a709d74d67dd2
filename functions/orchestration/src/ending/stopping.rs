//! A run that its caller ends: settled first, so that no turn can add to it, then its execution is stopped.

use genesis_aws::Cloud;
use genesis_core::{Access, Fault, Grant, Kind, Resource, RunId, TenantId};
use genesis_http::Problem;
use genesis_orchestration::{Run, RunState};

use crate::{
    ending::{Conclusion, Ended, end},
    roles::TurnFault,
};

pub(crate) const STOP: Grant = Grant { resource: Resource::Workflow, access: &[Access::Stop] };

/// Ends the run and revokes its task tokens. One that is over already is a conflict.
pub(crate) async fn end_and_stop(
    cloud: &Cloud,
    tenant: TenantId,
    run: RunId,
    conclude: impl Fn(&RunState) -> Conclusion,
) -> Result<Run, Problem> {
    match end(cloud, tenant, run, conclude).await {
        Ok(Ended::Now(ended)) => {
            // An execution that is not stopped finds the run over at its next task, and ends there.
            if let Err(error) = cloud.workflow(tenant).stop(run, "The run was ended by its caller.").await {
                tracing::warn!(%run, %error, "the execution of an ended run could not be stopped");
            }
            Ok(*ended)
        }
        Ok(Ended::Before) => Err(RunIsOver.into()),
        Err(TurnFault::NoSuchRun) => Err(Problem::not_found()),
        Err(fault) => Err(fault.into()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the run is over")]
struct RunIsOver;

impl Fault for RunIsOver {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        "run_is_over"
    }
}
