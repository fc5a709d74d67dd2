//! How many executions run at once.
//!
//! The engine holds a fixed budget for task tokens, about four thousand; an execution that finds it spent fails past `Retry` and `Catch`. So a start
//! waits at this gate until an earlier execution has ended, where Step Functions itself would have room.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustack_stepfunctions_core::ExecutionSnapshot;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::{LONGEST_EXECUTION, PATIENCE, Refusal};

/// With a wave's few tokens each, mostly not at the same moment, well below the budget.
const OPEN_EXECUTIONS: usize = 96;

pub(super) struct Gate {
    places: Arc<Semaphore>,
    /// The ARNs of the executions that have a place.
    held: Arc<Mutex<BTreeSet<String>>>,
}

/// Leave to start one execution.
pub(super) struct Admission {
    _place: OwnedSemaphorePermit,
}

impl Gate {
    pub fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(OPEN_EXECUTIONS)), held: Arc::default() }
    }

    pub async fn admit(&self) -> Result<Admission, Refusal> {
        match timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(Admission { _place: place }),
            Ok(Err(_)) | Err(_) => Err(Refusal::new("ThrottlingException", "too many executions are running")),
        }
    }

    /// Keeps the place until the execution has ended, and hands its last state on. Of two starts that met under one name the second gives its
    /// place back: they are one execution.
    pub fn hold<F: Future<Output = ()> + Send>(
        &self,
        admission: Admission,
        execution: ExecutionSnapshot,
        ended: impl FnOnce(ExecutionSnapshot) -> F + Send + 'static,
    ) {
        let arn = execution.arn().as_str().to_owned();
        if !self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(arn.clone()) {
            return;
        }
        let held = Arc::clone(&self.held);
        tokio::spawn(async move {
            let deadline = Instant::now() + LONGEST_EXECUTION + Duration::from_secs(60);
            let last = execution.wait(deadline).await;
            held.lock().unwrap_or_else(PoisonError::into_inner).remove(&arn);
            drop(admission);
            match last {
                Ok(execution) => ended(execution).await,
                Err(error) => tracing::warn!(%error, "an execution was not seen to end"),
            }
        });
    }
}
