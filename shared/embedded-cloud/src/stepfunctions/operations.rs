//! The operations of the Step Functions API that are embedded.

use rustack_stepfunctions_core::{
    AslCompiler, CallbackCommand, CallbackToken, ExecutionArn, ExecutionName, ExecutionOutcome, ExecutionSnapshot, MachineSnapshot,
    Payload, PreparedDefinition, RegistryCommand, RegistryError, RegistryResult, StateMachineArn, StateSupport, Tags, TaskSupport,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{PATIENCE, Refusal, Workflows, history, rewrite};
use crate::ACCOUNT;

impl Workflows {
    pub(super) async fn call(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        match operation {
            "CreateStateMachine" => self
                .create_machine(text(request, "name"), text(request, "definition"))
                .await
                .map(|machine| json!({ "stateMachineArn": machine.arn().as_str(), "creationDate": seconds(machine.creation_date()) })),
            "StartExecution" => self.start_execution(request).await,
            "DescribeExecution" => self.execution(request).await.map(|execution| describe(&execution)),
            "GetExecutionHistory" => history::page(&self.execution(request).await?, request),
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

    /// The same name with the same input joins a running execution; a finished one refuses, as does another input.
    async fn start_execution(&self, request: &Value) -> Result<Value, Refusal> {
        let machine = text(request, "stateMachineArn");
        let machine: StateMachineArn = machine.parse().map_err(|_| Refusal::new("InvalidArn", machine))?;
        let name = request["name"].as_str().map(|name| name.parse().map_err(|_| Refusal::new("InvalidName", name))).transpose()?;
        let input = request["input"].as_str().unwrap_or("{}");
        let input = Payload::parse(input.as_bytes()).map_err(|error| Refusal::new("InvalidExecutionInput", error.to_string()))?;
        let admission = if self.is_known(&machine, name.as_ref()).await? { None } else { Some(self.gate.admit().await?) };
        let RegistryResult::Execution(started) = self.command(RegistryCommand::Start(machine, name, input, None)).await? else {
            return Err(unexpected());
        };
        let answer = json!({ "executionArn": started.arn().as_str(), "startDate": seconds(started.start_date()) });
        let Some(admission) = admission else { return Ok(answer) };
        let (functions, told, input) = (self.functions.clone(), self.told.get().cloned(), request["input"].clone());
        self.gate.hold(admission, started, async move |execution| {
            if let (Some(event), Some(told)) = (broken(&execution, &input), told)
                && let Some(invocation) = functions.invoke(&told, event)
                && let Err(error) = invocation.await
            {
                tracing::error!(%error, function = told, "a broken execution could not be told of");
            }
        });
        Ok(answer)
    }

    /// An execution of this name exists. A start can then only join it or be refused, so it needs no place of its own.
    async fn is_known(&self, machine: &StateMachineArn, name: Option<&ExecutionName>) -> Result<bool, Refusal> {
        let Some(name) = name else { return Ok(false) };
        let arn = ExecutionArn::new(machine.clone(), name.clone())?;
        match self.registry.submit(RegistryCommand::Execution(arn))?.wait(Instant::now() + PATIENCE).await {
            Ok(_) => Ok(true),
            Err(RegistryError::ExecutionMissing) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn stop_execution(&self, request: &Value) -> Result<Value, Refusal> {
        let arn = text(request, "executionArn");
        let arn = arn.parse().map_err(|_| Refusal::new("InvalidArn", arn))?;
        let stopped = self.registry.stop(arn, optional(request, "error"), optional(request, "cause"), Instant::now() + PATIENCE).await?;
        Ok(json!({ "stopDate": stopped.view().stop_date().map(seconds) }))
    }

    async fn execution(&self, request: &Value) -> Result<ExecutionSnapshot, Refusal> {
        let arn = text(request, "executionArn");
        let arn = arn.parse().map_err(|_| Refusal::new("InvalidArn", arn))?;
        match self.command(RegistryCommand::Execution(arn)).await? {
            RegistryResult::Execution(execution) => Ok(execution),
            _ => Err(unexpected()),
        }
    }

    async fn settle(&self, command: CallbackCommand) -> Result<Value, Refusal> {
        self.registry.submit_callback(command)?.wait(Instant::now() + PATIENCE).await?;
        Ok(json!({}))
    }

    async fn command(&self, command: RegistryCommand) -> Result<RegistryResult, Refusal> {
        Ok(self.registry.submit(command)?.wait(Instant::now() + PATIENCE).await?)
    }
}

/// What EventBridge says of an execution that failed or timed out; nothing of any other.
fn broken(execution: &ExecutionSnapshot, input: &Value) -> Option<Value> {
    let mut detail = describe(execution);
    if !matches!(detail["status"].as_str(), Some("FAILED" | "TIMED_OUT")) {
        return None;
    }
    detail["input"] = input.clone();
    Some(json!({
        "version": "0",
        "source": "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        "account": crate::ACCOUNT,
        "region": crate::REGION,
        "resources": [execution.arn().as_str()],
        "detail": detail,
    }))
}

fn describe(execution: &ExecutionSnapshot) -> Value {
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
fn seconds(time: chrono::DateTime<chrono::Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1_000.0
}

fn token(request: &Value) -> Result<CallbackToken, Refusal> {
    Ok(text(request, "taskToken").parse::<CallbackToken>()?)
}

fn text<'a>(request: &'a Value, key: &str) -> &'a str {
    request[key].as_str().unwrap_or_default()
}

fn optional(request: &Value, key: &str) -> Option<String> {
    request[key].as_str().map(str::to_owned)
}

fn unexpected() -> Refusal {
    Refusal::new("InternalServerError", "the engine answered another question")
}
