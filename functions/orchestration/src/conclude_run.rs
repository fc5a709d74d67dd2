use genesis_aws::Cloud;
use genesis_core::{Declaration, RunId, TenantId, Trigger};
use genesis_http::Function;
use genesis_orchestration::{Ending, RunState, Status};
use serde::Deserialize;

use crate::{
    ending::leaving::POLICY,
    ending::{ARTIFACTS, Conclusion, ORCHESTRATION, USAGE, end},
    roles::TurnFault,
};

const DECLARATION: Declaration = Declaration {
    name: "conclude-run",
    summary: "Writes a run's artifacts and ends it: answered, or terminated with its reason.",
    trigger: Trigger::Task,
    grants: &[ORCHESTRATION, USAGE, ARTIFACTS, POLICY],
    memory_mib: 512,
    timeout_seconds: 30,
};

#[derive(Debug, Deserialize)]
struct EndedRun {
    tenant: TenantId,
    run_id: RunId,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, conclude_run)
}

/// A run that is over, by a turn that failed or an earlier delivery, stays as it ended.
async fn conclude_run(cloud: Cloud, ended: EndedRun) -> Result<(), TurnFault> {
    end(&cloud, ended.tenant, ended.run_id, conclusion).await.map(drop)
}

fn conclusion(state: &RunState) -> Conclusion {
    match state.ending() {
        Ending::Answered(answer) => Conclusion { answer: Some(answer), ..Conclusion::new(Status::Completed) },
        Ending::Terminated(terminator) => Conclusion { terminator: Some(terminator), ..Conclusion::new(Status::Terminated) },
    }
}
