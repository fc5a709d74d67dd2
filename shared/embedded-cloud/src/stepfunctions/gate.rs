//! How many executions run at once.
//!
//! The engine holds a fixed budget for task tokens, about four thousand; an execution that finds it spent fails past `Retry` and `Catch`. So a start
//! waits at this gate until an earlier execution has ended, where Step Functions itself would have room.

use std::sync::Arc;
use std::time::Duration;

use rustack_stepfunctions_core::ExecutionSnapshot;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::{LONGEST_EXECUTION, PATIENCE, Refusal};

/// With a wave's few tokens each, mostly not at the same moment, well below the budget.
const OPEN_EXECUTIONS: usize = 96;

pub(super) struct Gate(Arc<Semaphore>);

/// Leave to start one execution.
pub(super) struct Admission {
    _place: OwnedSemaphorePermit,
}

impl Gate {
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(OPEN_EXECUTIONS)))
    }

    pub async fn admit(&self) -> Result<Admission, Refusal> {
        match timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(place)) => Ok(Admission { _place: place }),
            Ok(Err(_)) | Err(_) => Err(Refusal::new("ThrottlingException", "too many executions are running")),
        }
    }
}

impl Admission {
    /// Keeps the place until the execution has ended, and hands its last state on.
    pub fn hold<F: Future<Output = ()> + Send>(
        self,
        execution: ExecutionSnapshot,
        ended: impl FnOnce(ExecutionSnapshot) -> F + Send + 'static,
    ) {
        tokio::spawn(async move {
            let deadline = Instant::now() + LONGEST_EXECUTION + Duration::from_secs(60);
            match execution.wait(deadline).await {
                Ok(execution) => ended(execution).await,
                Err(error) => tracing::warn!(%error, "an execution was not seen to end"),
            }
            drop(self);
        });
    }
}
