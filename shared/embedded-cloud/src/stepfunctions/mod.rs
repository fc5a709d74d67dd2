//! Step Functions in memory: standard workflows in JSONPath, with Lambda tasks and task tokens.
//!
//! Nothing resumes after a restart: a new process starts an execution again under the same name. A finished execution is forgotten after a
//! minute; its name stays taken as long as the process runs.

mod gate;
mod history;
mod operations;
mod port;
mod refusal;
mod rewrite;
mod starting;
mod touches;

use std::sync::Arc;
use std::time::Duration;

use rustack_stepfunctions_core::{
    CallbackLimits, CallbackRegistry, CallbackSupervisor, ExecutionLimits, ExecutionSupervisor, FrameCapacity, FrameLimits, HistoryLimits,
    Registry, RegistryCapacities, RegistryLimits, RegistrySupervisor, RuntimeLimits, StateSupport, TenantScope,
};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::faults::Faults;
use crate::functions::Functions;
use crate::reply::{Reply, success};
use crate::sqs::Sqs;
pub(crate) use refusal::Refusal;
pub(crate) use touches::touches;

/// How long a call waits for the engine's answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// The least the engine allows; a finished execution holds about 260 KB until then.
const RETENTION: Duration = Duration::from_secs(60);
/// More task tokens minted at one moment than this fail their execution past `Retry` and `Catch`; it is also the engine's maximum.
const SIMULTANEOUS_TOKENS: usize = 128;
const LONGEST_EXECUTION: Duration = Duration::from_secs(24 * 3_600);
/// Bytes the engine may count for intermediate results, a task token taking 256 KiB of them: its maximum.
const RESULT_BUDGET: usize = 1 << 30;
/// Bytes the engine may count for all histories: its maximum.
const HISTORY_BUDGET: usize = 4 << 30;

pub(crate) struct Workflows {
    scope: TenantScope,
    starter: starting::Starter,
    callbacks: CallbackRegistry,
    owners: Mutex<Owners>,
}

struct Owners {
    executions: RegistrySupervisor,
    tokens: CallbackSupervisor,
}

type EngineError = Box<dyn std::error::Error + Send + Sync>;

impl Workflows {
    /// Starts the engine on the current runtime.
    pub fn start(functions: Arc<Functions>, queues: Arc<Sqs>, faults: Faults) -> Result<Self, EngineError> {
        let scope = TenantScope::new("aws", crate::REGION, crate::ACCOUNT)?;
        let limits = CallbackLimits::new(16_384, 1_000_000, 8_192, SIMULTANEOUS_TOKENS, RETENTION)?;
        let (callbacks, tokens) = CallbackRegistry::new(scope.clone(), limits)?;
        let port = Arc::new(port::Port::new(functions.clone(), queues, faults));
        let frames = Arc::new(FrameCapacity::new(4_096, RESULT_BUDGET)?);
        let runtime = RuntimeLimits::new(4_096, 512, 16)?;
        let mut supervisor = ExecutionSupervisor::new_with_frames(
            runtime,
            HistoryLimits::default(),
            HISTORY_BUDGET,
            Some(port),
            frames,
            FrameLimits::default(),
        )?;
        supervisor.install_callbacks(callbacks.clone())?;
        let (registry, executions) = Registry::new_with_state_support(
            scope.clone(),
            RegistryLimits::new(RegistryCapacities::new(256, 1_024, 100_000, 1_000_000)?, RETENTION, 1_024)?,
            supervisor,
            ExecutionLimits::new(LONGEST_EXECUTION, 100_000)?,
            StateSupport::Structured,
        )?;
        Ok(Self {
            scope,
            starter: starting::Starter { registry, gate: gate::Gate::new(), functions, told: Arc::default(), names: Arc::default() },
            callbacks,
            owners: Mutex::new(Owners { executions, tokens }),
        })
    }

    /// Tells this function of every execution that fails, times out or is stopped, with the event that EventBridge sends.
    pub fn tell_of_broken(&self, function: &str) {
        if self.starter.told.set(function.to_owned()).is_err() {
            tracing::warn!(function, "broken executions are told to one function only");
        }
    }

    /// How many executions the engine holds; none where it is closed.
    pub async fn executions(&self) -> usize {
        self.known_executions().await.unwrap_or_default()
    }

    /// How many task tokens it holds.
    pub fn task_tokens(&self) -> usize {
        self.callbacks.status().retained
    }

    pub async fn answer(&self, operation: &str, request: &Value) -> Reply {
        match self.call(operation, request).await {
            Ok(document) => success(&document),
            Err(refusal) => refusal.into(),
        }
    }

    /// Aborts what runs.
    pub async fn shutdown(&self, deadline: Instant) {
        self.starter.gate.close();
        let mut owners = self.owners.lock().await;
        if let Err(error) = owners.executions.shutdown(deadline).await {
            tracing::warn!(%error, "executions did not stop in time");
        }
        if let Err(error) = owners.tokens.shutdown(deadline).await {
            tracing::warn!(%error, "task tokens were not revoked in time");
        }
    }
}

impl Drop for Workflows {
    fn drop(&mut self) {
        self.starter.gate.close();
    }
}
