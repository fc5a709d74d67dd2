use genesis_core::RunId;
use genesis_orchestration::{ExecutionStatus, RunState};

use super::{AskError, report::Report};
use crate::{Demo, Platform};

/// Watches a run to its end, reporting each finished turn once.
pub(super) async fn follow(platform: &Platform, demo: &Demo, run: RunId, report: &mut Report) -> Result<RunState, AskError> {
    let runs = platform.operator().runs(demo.tenant);
    let mut activity = platform.activity();
    let mut reported = Vec::new();
    loop {
        let state = runs.state(run).await?.ok_or(AskError::Lost)?;
        let finished = state.executions.iter().filter(|execution| execution.status == ExecutionStatus::Completed);
        for execution in finished {
            if !reported.contains(&execution.step) {
                report.turn(&state, execution);
                reported.push(execution.step);
            }
        }
        if state.run.status.is_final() {
            return Ok(state);
        }
        activity.changed().await.map_err(|_| AskError::Lost)?;
    }
}
