use futures::{StreamExt, stream};
use genesis_aws::{Cloud, OpenRun, Start, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Resource, Trigger};
use genesis_http::Function;
use serde::Deserialize;

use crate::{
    ending::leaving::POLICY,
    ending::{ARTIFACTS, USAGE},
    fail_run::end_as_failed,
    roles::TurnFault,
};

const DECLARATION: Declaration = Declaration {
    name: "resume-runs",
    summary: "Sees to it that every open run has an execution: starts those that were accepted and never started, or lost it.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[
        Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::List] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        USAGE,
        ARTIFACTS,
        POLICY,
        Grant { resource: Resource::Workflow, access: &[Access::Start, Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 300,
};

/// Runs looked after at a time.
const AT_ONCE: usize = 8;

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, resume_runs)
}

/// Starting an execution that runs changes nothing, so every open run is started: no record says which one has none.
async fn resume_runs(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    let open = cloud.open_runs().await?;
    let resumed = stream::iter(open).map(|run| resume(&cloud, run)).buffer_unordered(AT_ONCE);
    resumed
        .for_each(async |(run, resumed)| {
            if let Err(fault) = resumed {
                tracing::warn!(run = %run.run_id, code = fault.code(), %fault, "an open run could not be looked after; the next round will");
            }
        })
        .await;
    Ok(())
}

async fn resume(cloud: &Cloud, run: OpenRun) -> (OpenRun, Result<(), TurnFault>) {
    (run, see_to(cloud, run).await)
}

async fn see_to(cloud: &Cloud, OpenRun { tenant, run_id, planner_seconds }: OpenRun) -> Result<(), TurnFault> {
    let workflow = cloud.workflow(tenant);
    if workflow.start(run_id, planner_seconds).await? == Start::Running || workflow.is_running(run_id).await? {
        return Ok(());
    }
    end_as_failed(cloud, tenant, run_id, "ExecutionOver", "the execution ended without its run").await
}
