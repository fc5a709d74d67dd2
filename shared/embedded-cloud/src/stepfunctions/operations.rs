//! The operations of the Step Functions API that are embedded.

use rustack_stepfunctions_core::{
    AslCompiler, CallbackCommand, CallbackToken, ExecutionArn, ExecutionOutcome, ExecutionSnapshot, MachineSnapshot, PreparedDefinition,
    RegistryCommand, RegistryResult, StateSupport, Tags, TaskSupport,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::gate::Waiting;
use super::{PATIENCE, Refusal, Workflows, history, rewrite};
use crate::ACCOUNT;

impl Workflows {
    pub(super) async fn call(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        match operation {
            "CreateStateMachine" => self
                .create_machine(text(request, "name"), text(request, "definition"))
                .await
                .map(|machine| json!({ "stateMachineArn": machine.arn().as_str(), "creationDate": seconds(machine.creation_date()) })),
            "StartExecution" => self.starter.start(request).await,
            "DescribeExecution" => self.describe_execution(request).await,
            "GetExecutionHistory" => self.execution_history(request).await,
            "StopExecution" => self.stop_execution(request).await,
            "SendTaskSuccess" => self.settle(CallbackCommand::success(token(request)?, text(request, "output").as_bytes())?).await,
            "SendTaskFailure" => {
                self.settle(CallbackCommand::failure(token(request)?, optional(request, "error"), optional(request, "cause"))?).await
            }
            "SendTaskHeartbeat" => self.settle(CallbackCommand::heartbeat(token(request)?)).await,
            _ => Err(Refusal::new("UnknownOperationException", format!("{operation} is not embedded"))),
        }
    }

    /// Creates the machine, or finds it unchanged.
    pub async fn create_machine(&self, name: &str, definition: &str) -> Result<MachineSnapshot, Refusal> {
        let definition =
            rewrite::queue_tasks_to_functions(definition).map_err(|error| Refusal::new("InvalidDefinition", error.to_string()))?;
        let compiler = AslCompiler::new(self.scope.clone(), TaskSupport::Lambda)
            .with_state_support(StateSupport::Structured)
            .with_callback_support(true);
        let compiled =
            compiler.compile(definition.as_bytes()).map_err(|error| Refusal::new("InvalidDefinition", format!("{error}: {error:?}")))?;
        let role = format!("arn:aws:iam::{ACCOUNT}:role/embedded").parse()?;
        let name = name.parse().map_err(|_| Refusal::new("InvalidName", name))?;
        let definition = PreparedDefinition::new(compiled.machine().clone());
        match self.command(RegistryCommand::Create(name, definition, role, Tags::default())).await? {
            RegistryResult::Machine(machine) => Ok(machine),
            _ => Err(unexpected()),
        }
    }

    async fn stop_execution(&self, request: &Value) -> Result<Value, Refusal> {
        let (arn, error, cause) = (arn(request)?, optional(request, "error"), optional(request, "cause"));
        if let Some(at) = self.starter.gate.stop(arn.as_str(), error.clone(), cause.clone()) {
            return Ok(json!({ "stopDate": seconds(at) }));
        }
        let stopped = self.starter.registry.stop(arn, error, cause, Instant::now() + PATIENCE).await?;
        Ok(json!({ "stopDate": stopped.view().stop_date().map(seconds) }))
    }

    async fn describe_execution(&self, request: &Value) -> Result<Value, Refusal> {
        let arn = arn(request)?;
        match self.starter.gate.waiting(arn.as_str()) {
            Some(waiting) => Ok(describe_waiting(&arn, &waiting)),
            None => self.execution(arn).await.map(|execution| describe(&execution)),
        }
    }

    /// Nothing has happened yet in an execution that waits.
    async fn execution_history(&self, request: &Value) -> Result<Value, Refusal> {
        let arn = arn(request)?;
        match self.starter.gate.waiting(arn.as_str()) {
            Some(_) => Ok(json!({ "events": [] })),
            None => history::page(&self.execution(arn).await?, request),
        }
    }

    pub(super) async fn known_executions(&self) -> Result<usize, Refusal> {
        let RegistryResult::Machines(machines) = self.command(RegistryCommand::Machines).await? else { return Err(unexpected()) };
        let mut known = 0;
        for machine in machines {
            let RegistryResult::Executions(executions) = self.command(RegistryCommand::Executions(machine.arn().clone())).await? else {
                return Err(unexpected());
            };
            known += executions.len();
        }
        Ok(known)
    }

    async fn execution(&self, arn: ExecutionArn) -> Result<ExecutionSnapshot, Refusal> {
        match self.command(RegistryCommand::Execution(arn)).await? {
            RegistryResult::Execution(execution) => Ok(execution),
            _ => Err(unexpected()),
        }
    }

    async fn settle(&self, command: CallbackCommand) -> Result<Value, Refusal> {
        self.starter.registry.submit_callback(command)?.wait(Instant::now() + PATIENCE).await?;
        Ok(json!({}))
    }

    async fn command(&self, command: RegistryCommand) -> Result<RegistryResult, Refusal> {
        Ok(self.starter.registry.submit(command)?.wait(Instant::now() + PATIENCE).await?)
    }
}

/// An execution that was accepted and has not begun.
fn describe_waiting(arn: &ExecutionArn, waiting: &Waiting) -> Value {
    let stopped = waiting.stopped.as_ref();
    json!({
        "executionArn": arn.as_str(),
        "stateMachineArn": arn.machine().as_str(),
        "name": arn.name().as_str(),
        "status": if stopped.is_some() { "ABORTED" } else { "RUNNING" },
        "startDate": seconds(waiting.since),
        "stopDate": stopped.map(|stopped| seconds(stopped.at)),
        "input": waiting.input,
        "error": stopped.and_then(|stopped| stopped.error.clone()),
        "cause": stopped.and_then(|stopped| stopped.cause.clone()),
    })
}

pub(super) fn describe(execution: &ExecutionSnapshot) -> Value {
    let (status, ending) = match execution.view().outcome().map(AsRef::as_ref) {
        None => ("RUNNING", json!({})),
        Some(ExecutionOutcome::Succeeded(output)) => ("SUCCEEDED", json!({ "output": output.value().to_string() })),
        Some(ExecutionOutcome::Failed(failure)) => ("FAILED", json!({ "error": failure.error(), "cause": failure.cause() })),
        Some(ExecutionOutcome::Aborted(reason)) => {
            ("ABORTED", json!({ "error": reason.details().error(), "cause": reason.details().cause() }))
        }
        Some(_) => ("TIMED_OUT", json!({})),
    };
    let mut described = json!({
        "executionArn": execution.arn().as_str(),
        "stateMachineArn": execution.arn().machine().as_str(),
        "name": execution.arn().name().as_str(),
        "status": status,
        "startDate": seconds(execution.start_date()),
        "stopDate": execution.view().stop_date().map(seconds),
        "input": execution.input().value().to_string(),
    });
    if let (Value::Object(described), Value::Object(ending)) = (&mut described, ending) {
        described.extend(ending);
    }
    described
}

/// Seconds since 1970, as the JSON protocol writes time.
pub(super) fn seconds(time: chrono::DateTime<chrono::Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1_000.0
}

fn arn(request: &Value) -> Result<ExecutionArn, Refusal> {
    let arn = text(request, "executionArn");
    arn.parse().map_err(|_| Refusal::new("InvalidArn", arn))
}

fn token(request: &Value) -> Result<CallbackToken, Refusal> {
    Ok(text(request, "taskToken").parse::<CallbackToken>()?)
}

pub(super) fn text<'a>(request: &'a Value, key: &str) -> &'a str {
    request[key].as_str().unwrap_or_default()
}

fn optional(request: &Value, key: &str) -> Option<String> {
    request[key].as_str().map(str::to_owned)
}

pub(super) fn unexpected() -> Refusal {
    Refusal::new("InternalServerError", "the engine answered another question")
}
