//! Starting executions: at once, or when there is a place.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustack_stepfunctions_core::{
    ExecutionArn, ExecutionName, ExecutionSnapshot, Payload, Registry, RegistryCommand, RegistryError, RegistryResult, StateMachineArn,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::gate::{Admission, Entry, Gate};
use super::operations::{describe, seconds, text, unexpected};
use super::{LONGEST_EXECUTION, PATIENCE, Refusal};
use crate::functions::Functions;

/// Starts executions and sees them end.
#[derive(Clone)]
pub(super) struct Starter {
    pub registry: Registry,
    pub gate: Gate,
    pub functions: Arc<Functions>,
    /// What is told of executions that broke.
    pub told: Arc<OnceLock<String>>,
    /// How many names were given to executions that came without one.
    pub names: Arc<AtomicU64>,
}

/// A start as it was asked for.
struct New {
    arn: ExecutionArn,
    input: Payload,
    /// The input as the caller wrote it.
    text: String,
}

impl New {
    fn parse(request: &Value, nameless: impl FnOnce() -> String) -> Result<Self, Refusal> {
        let machine = text(request, "stateMachineArn");
        let machine: StateMachineArn = machine.parse().map_err(|_| Refusal::new("InvalidArn", machine))?;
        let name = request["name"].as_str().map_or_else(nameless, str::to_owned);
        let name: ExecutionName = name.parse().map_err(|_| Refusal::new("InvalidName", name))?;
        let text = request["input"].as_str().unwrap_or("{}").to_owned();
        let input = Payload::parse(text.as_bytes()).map_err(|error| Refusal::new("InvalidExecutionInput", error.to_string()))?;
        Ok(Self { arn: ExecutionArn::new(machine, name)?, input, text })
    }

    fn command(&self) -> RegistryCommand {
        RegistryCommand::Start(self.arn.machine().clone(), Some(self.arn.name().clone()), self.input.clone(), None)
    }
}

impl Starter {
    /// The same name with the same input joins an execution that runs or waits; a finished one refuses, as does another input.
    pub async fn start(&self, request: &Value) -> Result<Value, Refusal> {
        let new = New::parse(request, || self.next_name())?;
        if self.is_known(&new.arn).await? {
            return self.begin(&new).await.map(|started| answer(&new.arn, started.start_date()));
        }
        self.command(RegistryCommand::Machine(new.arn.machine().clone())).await?;
        match self.gate.enter(new.arn.as_str(), &new.text)? {
            Entry::Running => self.begin(&new).await.map(|started| answer(&new.arn, started.start_date())),
            Entry::Admitted(admission) => {
                let started = self.begin(&new).await?;
                let answer = answer(&new.arn, started.start_date());
                self.watch(admission, started, new.text);
                Ok(answer)
            }
            Entry::Joins(waiting) => Ok(answer(&new.arn, waiting.since)),
            Entry::Waits(waiting) => {
                let answer = answer(&new.arn, waiting.since);
                tokio::spawn(self.clone().begin_later(new));
                Ok(answer)
            }
        }
    }

    /// A version 4 id; a counter keeps it reproducible.
    fn next_name(&self) -> String {
        let count = u128::from(self.names.fetch_add(1, Ordering::Relaxed));
        uuid::Builder::from_random_bytes(count.to_be_bytes()).into_uuid().to_string()
    }

    /// An execution of this name exists. A start can then only join it or be refused, so it needs no place of its own.
    async fn is_known(&self, arn: &ExecutionArn) -> Result<bool, Refusal> {
        match self.registry.submit(RegistryCommand::Execution(arn.clone()))?.wait(Instant::now() + PATIENCE).await {
            Ok(_) => Ok(true),
            Err(RegistryError::ExecutionMissing) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn begin(&self, new: &New) -> Result<ExecutionSnapshot, Refusal> {
        execution(self.command(new.command()).await?)
    }

    async fn begin_later(self, new: New) {
        let Some((admission, submitted)) = self.gate.begin(new.arn.as_str(), || self.registry.submit(new.command())).await else { return };
        let begun = async { execution(submitted?.wait(Instant::now() + PATIENCE).await?) };
        match begun.await {
            Ok(started) => self.watch(admission, started, new.text),
            Err(error) => tracing::error!(execution = new.arn.as_str(), %error, "an accepted execution did not begin"),
        }
    }

    /// Keeps the place until the execution has ended, and tells of one that broke.
    fn watch(&self, admission: Admission, execution: ExecutionSnapshot, input: String) {
        let (functions, told) = (self.functions.clone(), self.told.get().cloned());
        tokio::spawn(async move {
            let deadline = Instant::now() + LONGEST_EXECUTION + Duration::from_secs(60);
            let last = execution.wait(deadline).await;
            drop(admission);
            match last {
                Ok(execution) => {
                    if let (Some(event), Some(told)) = (broken(&execution, &input), told) {
                        tell(&functions, &told, &event).await;
                    }
                }
                Err(error) => tracing::warn!(%error, "an execution was not seen to end"),
            }
        });
    }

    async fn command(&self, command: RegistryCommand) -> Result<RegistryResult, Refusal> {
        Ok(self.registry.submit(command)?.wait(Instant::now() + PATIENCE).await?)
    }
}

fn execution(result: RegistryResult) -> Result<ExecutionSnapshot, Refusal> {
    match result {
        RegistryResult::Execution(execution) => Ok(execution),
        _ => Err(unexpected()),
    }
}

fn answer(arn: &ExecutionArn, started: chrono::DateTime<chrono::Utc>) -> Value {
    json!({ "executionArn": arn.as_str(), "startDate": seconds(started) })
}

/// Invokes a function as Lambda does where nobody waits for the answer: again after one minute, and after two.
async fn tell(functions: &Functions, function: &str, event: &Value) {
    for pause in [Some(Duration::from_secs(60)), Some(Duration::from_secs(120)), None] {
        let Some(invocation) = functions.invoke(function, event.clone()) else { return };
        match (invocation.await, pause) {
            (Ok(_), _) => return,
            (Err(_), Some(pause)) => tokio::time::sleep(pause).await,
            (Err(error), None) => tracing::error!(%error, function, "a broken execution could not be told of"),
        }
    }
}

/// Whose end it is when the engine itself stops: the execution's neither here nor on AWS, where it would go on.
const ENGINE_STOPPED: &str = "Rustack.Shutdown";

/// What EventBridge says of an execution that failed, timed out or was stopped; nothing of any other.
fn broken(execution: &ExecutionSnapshot, input: &str) -> Option<Value> {
    let mut detail = describe(execution);
    let is_broken = matches!(detail["status"].as_str(), Some("FAILED" | "TIMED_OUT" | "ABORTED"));
    if !is_broken || detail["error"] == ENGINE_STOPPED {
        return None;
    }
    detail["input"] = json!(input);
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
