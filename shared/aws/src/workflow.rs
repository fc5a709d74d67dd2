use std::sync::Arc;

use aws_sdk_sfn::{error::ProvideErrorMetadata, types::ExecutionStatus};
use genesis_core::{RunId, TenantId};
use genesis_orchestration::TaskToken;
use serde_json::json;

use crate::{Settings, StoreError, clients::Clients};

/// The run workflow: started once per run, answered turn by turn.
#[derive(Clone)]
pub struct Workflow {
    clients: Arc<Clients>,
    arn: String,
    tenant: TenantId,
}

/// What is known of an execution after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Running,
    /// It was started before, from another input, or has ended.
    Exists,
}

impl Workflow {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { clients, arn: settings.workflow_arn.clone(), tenant }
    }

    /// Starts the execution that carries the run's name, or finds it running: starting it twice starts it once. It waits so long for
    /// the Planner; with what follows it is told how long.
    pub async fn start(&self, run: RunId, planner_seconds: u32) -> Result<Start, StoreError> {
        let patience = json!({ "planner": planner_seconds });
        let input = json!({ "tenant": self.tenant, "run_id": run, "wave": 0, "patience": patience });
        let start = self.clients.sfn().start_execution().state_machine_arn(&self.arn).name(run.to_string()).input(input.to_string());
        match start.send().await {
            Err(error) if error.code() == Some("ExecutionAlreadyExists") => Ok(Start::Exists),
            other => other.map(|_| Start::Running).map_err(StoreError::of("StartExecution")),
        }
    }

    /// Whether the run's execution is under way.
    pub async fn is_running(&self, run: RunId) -> Result<bool, StoreError> {
        let describe = self.clients.sfn().describe_execution().execution_arn(execution_arn(&self.arn, &run.to_string()));
        match describe.send().await {
            Err(error) if error.code() == Some("ExecutionDoesNotExist") => Ok(false),
            other => other.map(|found| *found.status() == ExecutionStatus::Running).map_err(StoreError::of("DescribeExecution")),
        }
    }

    /// Stops the run's execution, which revokes its task tokens. One that does not run needs no stop.
    pub async fn stop(&self, run: RunId, cause: &str) -> Result<(), StoreError> {
        let execution = execution_arn(&self.arn, &run.to_string());
        let stop = self.clients.sfn().stop_execution().execution_arn(execution).error("Stopped").cause(cause);
        match stop.send().await {
            Err(error) if error.code() == Some("ExecutionDoesNotExist") => Ok(()),
            other => other.map(drop).map_err(StoreError::of("StopExecution")),
        }
    }

    /// Tells the workflow that a turn is done. A token that was answered, or whose time is over, needs no answer.
    pub async fn succeed(&self, token: &TaskToken) -> Result<(), StoreError> {
        let answer = self.clients.sfn().send_task_success().task_token(token.as_str()).output("{}");
        match answer.send().await {
            Err(error) if is_settled(error.code()) => Ok(()),
            other => other.map(drop).map_err(StoreError::of("SendTaskSuccess")),
        }
    }

    /// Tells the workflow that a turn cannot be done, by an error name that its `Retry` and `Catch` know.
    pub async fn fail(&self, token: &TaskToken, error_name: &str, cause: &str) -> Result<(), StoreError> {
        let answer = self.clients.sfn().send_task_failure().task_token(token.as_str()).error(error_name).cause(cause);
        match answer.send().await {
            Err(error) if is_settled(error.code()) => Ok(()),
            other => other.map(drop).map_err(StoreError::of("SendTaskFailure")),
        }
    }
}

/// Asks for an execution that there never is. An engine that has too many calls answers too.
pub(crate) async fn is_reachable(clients: &Clients, arn: &str) -> bool {
    let probe = clients.sfn().describe_execution().execution_arn(execution_arn(arn, "probe")).send().await;
    probe.map_or_else(|error| matches!(error.code(), Some("ExecutionDoesNotExist" | "ThrottlingException")), |_| true)
}

fn execution_arn(machine: &str, name: &str) -> String {
    format!("{}:{name}", machine.replace(":stateMachine:", ":execution:"))
}

fn is_settled(code: Option<&str>) -> bool {
    matches!(code, Some("TaskTimedOut" | "TaskDoesNotExist" | "InvalidToken"))
}
