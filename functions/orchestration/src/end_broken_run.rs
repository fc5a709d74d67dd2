use genesis_aws::Cloud;
use genesis_core::{Declaration, Fault, Kind, RunId, TenantId, Trigger};
use genesis_http::Function;
use serde::Deserialize;

use crate::{
    ending::leaving::POLICY,
    ending::{ARTIFACTS, ORCHESTRATION, USAGE},
    fail_run::end_as_failed,
    roles::TurnFault,
};

const DECLARATION: Declaration = Declaration {
    name: "end-broken-run",
    summary: "Ends a run whose execution broke past every Catch, so that none is left open.",
    trigger: Trigger::BrokenExecution,
    grants: &[ORCHESTRATION, USAGE, ARTIFACTS, POLICY],
    memory_mib: 512,
    timeout_seconds: 30,
};

/// EventBridge's event of an execution's change of status.
#[derive(Debug, Deserialize)]
struct StatusChange {
    detail: Detail,
}

#[derive(Debug, Deserialize)]
struct Detail {
    status: String,
    /// The execution's input, as JSON text.
    input: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    cause: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Input {
    tenant: TenantId,
    run_id: RunId,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, end_broken_run)
}

/// A run that the workflow has ended itself stays as it ended.
async fn end_broken_run(cloud: Cloud, change: StatusChange) -> Result<(), EventFault> {
    let Detail { status, input, error, cause } = change.detail;
    let Input { tenant, run_id } = serde_json::from_str(&input).map_err(EventFault::Input)?;
    let error = error.unwrap_or(status);
    Ok(end_as_failed(&cloud, tenant, run_id, &error, &cause.unwrap_or_default()).await?)
}

#[derive(Debug, thiserror::Error)]
enum EventFault {
    #[error("the execution's input is not that of a run: {0}")]
    Input(serde_json::Error),
    #[error(transparent)]
    Run(#[from] TurnFault),
}

impl Fault for EventFault {
    fn kind(&self) -> Kind {
        match self {
            EventFault::Input(_) => Kind::Malformed,
            EventFault::Run(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            EventFault::Input(_) => "unreadable_input",
            EventFault::Run(fault) => fault.code(),
        }
    }
}
