use std::collections::BTreeMap;

use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Resource, RunId, TenantId, Trigger};
use genesis_http::Function;
use genesis_lag::StepId;
use genesis_orchestration::Next;
use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

use crate::roles::TurnFault;

const DECLARATION: Declaration = Declaration {
    name: "advance-run",
    summary: "Decides what a run does when a wave of sub-questions is over.",
    trigger: Trigger::Task,
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// The wave that is over; 0 is the plan's.
#[derive(Debug, Deserialize)]
struct FinishedWave {
    tenant: TenantId,
    run_id: RunId,
    wave: u32,
}

/// What the workflow's choice reads.
#[derive(Debug, Serialize)]
struct Decision {
    tenant: TenantId,
    run_id: RunId,
    wave: u32,
    decision: &'static str,
    steps: Vec<StepId>,
    /// Seconds to wait for a turn of each role.
    patience: BTreeMap<Role, u32>,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, advance_run)
}

async fn advance_run(cloud: Cloud, finished: FinishedWave) -> Result<Decision, TurnFault> {
    let FinishedWave { tenant, run_id, wave } = finished;
    let runs = cloud.runs(tenant);
    let state = runs.turns(run_id).await?.ok_or(TurnFault::NoSuchRun)?;
    let decide = |wave, decision, steps| Decision { tenant, run_id, wave, decision, steps, patience: state.run.patience() };
    if state.run.status.is_final() {
        return Ok(decide(wave, "stop", Vec::new()));
    }
    let begun = cloud.awake_since(state.begun_at());
    let taken = cloud.time_since(begun).saturating_sub(state.time_waited(begun));
    Ok(match state.next(wave, taken) {
        Next::Wave { wave, steps } => decide(wave, "wave", steps),
        Next::Rewrite { wave } => decide(wave, "rewrite", Vec::new()),
        Next::Stop(terminator) => {
            runs.terminate(run_id, &terminator).await?;
            decide(wave, "stop", Vec::new())
        }
    })
}
