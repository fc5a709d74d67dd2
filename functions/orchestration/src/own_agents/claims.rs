use std::time::Duration;

use genesis_aws::AgentExecutions;
use genesis_core::{ExecutionId, Fault, Kind, Timestamp};
use genesis_http::Problem;
use genesis_orchestration::{AgentExecution, ExecutionStatus};

/// The tenant's execution, if an agent of the caller's own may work on it.
pub(crate) async fn find_open(executions: &AgentExecutions, id: ExecutionId, now: Timestamp) -> Result<AgentExecution, Problem> {
    Ok(open(executions.find(id).await?.ok_or_else(Problem::not_found)?, now)?)
}

pub(crate) fn open(execution: AgentExecution, now: Timestamp) -> Result<AgentExecution, NotYours> {
    match execution.status {
        ExecutionStatus::Completed | ExecutionStatus::Failed => Err(NotYours::Over),
        ExecutionStatus::Running if execution.role().is_some() => Err(NotYours::BuiltIn),
        ExecutionStatus::Running if execution.is_overdue(now) => Err(NotYours::WaitIsOver),
        ExecutionStatus::Running => Ok(execution),
    }
}

/// Until when a claim on it holds: no longer than anybody waits for it.
pub(crate) fn held_until(open: &AgentExecution, lease: Duration, now: Timestamp) -> Timestamp {
    let lease_until = now.plus(lease);
    open.wait_until.map_or(lease_until, |wait_until| lease_until.min(wait_until))
}

/// Why an execution is not a worker's to take, to keep or to complete.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotYours {
    #[error("the execution is over")]
    Over,
    #[error("a built-in role completes its step itself")]
    BuiltIn,
    #[error("nobody waits for the execution any longer")]
    WaitIsOver,
    #[error("the run that waited for it is over")]
    RunIsOver,
    #[error("another worker has claimed it, and its lease holds")]
    Claimed,
    #[error("a worker has claimed it, and its lease holds: say under which claim the work was done")]
    ClaimUnsaid,
    #[error("the claim is not the last: another worker has claimed it since")]
    Lost,
}

impl Fault for NotYours {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            NotYours::Over => "execution_is_over",
            NotYours::BuiltIn => "execution_is_built_in",
            NotYours::WaitIsOver => "wait_is_over",
            NotYours::RunIsOver => "run_is_over",
            NotYours::Claimed => "work_is_claimed",
            NotYours::ClaimUnsaid => "claim_is_unsaid",
            NotYours::Lost => "claim_is_lost",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            NotYours::ClaimUnsaid | NotYours::Lost => Some("claim"),
            NotYours::Over | NotYours::BuiltIn | NotYours::WaitIsOver | NotYours::RunIsOver | NotYours::Claimed => None,
        }
    }
}
