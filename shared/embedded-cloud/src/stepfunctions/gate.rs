//! How many executions run at once.
//!
//! The engine holds a fixed budget for task tokens, about four thousand; an execution that finds it spent fails past `Retry` and `Catch`. So one that
//! finds no place waits at this gate until an earlier one has ended. To callers it runs, as it would on Step Functions, which has room.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Refusal;

/// With a wave's few tokens each, mostly not at the same moment, well below the budget.
const PLACES: usize = 96;
/// A start that would wait behind more than these is refused.
const WAITING: usize = 10_000;

#[derive(Clone)]
pub(super) struct Gate(Arc<Inner>);

struct Inner {
    places: Arc<Semaphore>,
    standing: Mutex<Standing>,
}

/// Executions by ARN.
#[derive(Default)]
struct Standing {
    held: BTreeSet<String>,
    waiting: BTreeMap<String, Waiting>,
}

/// An execution that was accepted and has not begun.
#[derive(Clone)]
pub(super) struct Waiting {
    /// As the caller wrote it.
    pub input: String,
    pub since: DateTime<Utc>,
    pub stopped: Option<Stopped>,
}

/// An end before the beginning.
#[derive(Clone)]
pub(super) struct Stopped {
    pub at: DateTime<Utc>,
    pub error: Option<String>,
    pub cause: Option<String>,
}

/// What a start finds.
pub(super) enum Entry {
    /// A place.
    Admitted(Admission),
    /// One of this name has a place.
    Running,
    /// No place: it has begun to wait.
    Waits(Waiting),
    /// One of this name and input waits.
    Joins(Waiting),
}

/// A place, given back when dropped.
pub(super) struct Admission {
    arn: String,
    gate: Gate,
    _place: OwnedSemaphorePermit,
}

impl Gate {
    pub fn new() -> Self {
        Self(Arc::new(Inner { places: Arc::new(Semaphore::new(PLACES)), standing: Mutex::default() }))
    }

    pub fn enter(&self, arn: &str, input: &str) -> Result<Entry, Refusal> {
        let mut standing = self.standing();
        if standing.held.contains(arn) {
            return Ok(Entry::Running);
        }
        if let Some(waiting) = standing.waiting.get(arn) {
            let joins = waiting.stopped.is_none() && waiting.input == input;
            return if joins { Ok(Entry::Joins(waiting.clone())) } else { Err(exists()) };
        }
        if let Ok(place) = Arc::clone(&self.0.places).try_acquire_owned() {
            standing.held.insert(arn.to_owned());
            return Ok(Entry::Admitted(self.admission(arn, place)));
        }
        if standing.waiting.len() >= WAITING {
            return Err(Refusal::new("ExecutionLimitExceeded", "too many executions wait for a place"));
        }
        let waiting = Waiting { input: input.to_owned(), since: now(), stopped: None };
        standing.waiting.insert(arn.to_owned(), waiting.clone());
        Ok(Entry::Waits(waiting))
    }

    /// Waits for a place, and begins with it in one step, so that whoever asks finds the execution here or there. Nothing comes of one that was
    /// stopped meanwhile; its name is free again.
    pub async fn begin<T>(&self, arn: &str, begin: impl FnOnce() -> T) -> Option<(Admission, T)> {
        let place = Arc::clone(&self.0.places).acquire_owned().await.ok()?;
        let mut standing = self.standing();
        let waiting = standing.waiting.remove(arn)?;
        if waiting.stopped.is_some() {
            return None;
        }
        standing.held.insert(arn.to_owned());
        Some((self.admission(arn, place), begin()))
    }

    pub fn waiting(&self, arn: &str) -> Option<Waiting> {
        self.standing().waiting.get(arn).cloned()
    }

    /// Stops one that waits, and tells since when it is; one that was stopped stays as it is.
    pub fn stop(&self, arn: &str, error: Option<String>, cause: Option<String>) -> Option<DateTime<Utc>> {
        let mut standing = self.standing();
        let waiting = standing.waiting.get_mut(arn)?;
        Some(waiting.stopped.get_or_insert(Stopped { at: now(), error, cause }).at)
    }

    /// Nothing that waits will begin.
    pub fn close(&self) {
        self.0.places.close();
    }

    fn admission(&self, arn: &str, place: OwnedSemaphorePermit) -> Admission {
        Admission { arn: arn.to_owned(), gate: self.clone(), _place: place }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.gate.standing().held.remove(&self.arn);
    }
}

/// The time of an accepted start, which the engine tells of those that begin.
#[expect(clippy::disallowed_methods, reason = "the engine has its own clock, too")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn exists() -> Refusal {
    Refusal::new("ExecutionAlreadyExists", "an execution of this name has another input or has ended")
}
