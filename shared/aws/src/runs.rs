//! Runs, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | the run, with its counters (`orchestration_runs`) | `{tenant}#run#{run}` | `run` |
//! | a turn of an agent (`agent_executions`) | `{tenant}#run#{run}` | `turn#{turn}` |
//! | something remembered (`memory_items`) | `{tenant}#run#{run}` | `memory#{item}` |

use std::sync::Arc;

use genesis_core::{RunId, TenantId, Timestamp};
use genesis_lag::Terminator;
use genesis_models::{Answered, FinalAnswer};
use genesis_orchestration::{AgentStep, Execution, MemoryItem, Run, RunState, Status};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Item, Key, Table, attribute, number, read, sort_key, text},
};

/// The runs of one tenant.
#[derive(Clone)]
pub struct Runs {
    table: Table,
    tenant: TenantId,
}

impl Runs {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("orchestration")), tenant }
    }

    /// Stores a new run. One that exists already is a conflict.
    pub async fn create(&self, run: &Run) -> Result<(), StoreError> {
        self.table.create(&run_key(self.tenant, run.id), run).await
    }

    pub async fn find(&self, run: RunId) -> Result<Option<Run>, StoreError> {
        self.table.get(&run_key(self.tenant, run)).await
    }

    /// The run with all its turns and its memory, in one query.
    pub async fn state(&self, run: RunId) -> Result<Option<RunState>, StoreError> {
        let mut found: Option<Run> = None;
        let (mut executions, mut memory) = (Vec::<Execution>::new(), Vec::<MemoryItem>::new());
        for item in self.table.partition(&partition(self.tenant, run)).await? {
            match sort_key(&item).split_once('#') {
                Some(("turn", _)) => executions.push(read(item)?),
                Some(("memory", _)) => memory.push(read(item)?),
                _ => found = Some(read(item)?),
            }
        }
        Ok(found.map(|run| RunState { run, executions, memory }))
    }

    /// Keeps why the run will end. The first reason stands; a run that is over keeps its own.
    pub async fn terminate(&self, run: RunId, terminator: &Terminator) -> Result<(), StoreError> {
        let terminator = attribute(terminator)?;
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(run_key(self.tenant, run).attributes()));
        let update = update
            .update_expression("SET terminator = if_not_exists(terminator, :terminator)")
            .condition_expression(OPEN)
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(open_statuses()))
            .expression_attribute_values(":terminator", terminator);
        settled(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }

    /// Ends a run. One that is over stays as it ended.
    pub async fn finish(&self, run: RunId, ending: &Finished<'_>) -> Result<(), StoreError> {
        let mut values = open_statuses();
        values.insert(":final".to_owned(), text(ending.status.as_str()));
        values.insert(":at".to_owned(), number(ending.at.0));
        values.insert(":answer".to_owned(), attribute(&ending.answer)?);
        values.insert(":certain".to_owned(), attribute(&ending.certain)?);
        values.insert(":error".to_owned(), attribute(&ending.error)?);
        values.insert(":files".to_owned(), attribute(&ending.artifact_files)?);
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(run_key(self.tenant, run).attributes()));
        let update = update
            .update_expression(
                "SET #status = :final, completed_at = :at, answer = :answer, certain = :certain, #error = :error, artifact_files = :files",
            )
            .condition_expression(OPEN)
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#error", "error")
            .set_expression_attribute_values(Some(values));
        settled(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    pub status: Status,
    pub at: Timestamp,
    pub answer: Option<&'a FinalAnswer>,
    /// What is certain without it.
    pub certain: &'a [Answered],
    pub error: Option<&'a str>,
    pub artifact_files: &'a [&'a str],
}

/// The condition that a run is not over.
pub(crate) const OPEN: &str = "#status IN (:pending, :planning, :executing)";

pub(crate) fn open_statuses() -> Item {
    let open = [Status::Pending, Status::Planning, Status::Executing];
    open.into_iter().map(|status| (format!(":{}", status.as_str()), text(status.as_str()))).collect()
}

pub(crate) fn run_key(tenant: TenantId, run: RunId) -> Key {
    Key::new(partition(tenant, run), "run")
}

pub(crate) fn turn_key(tenant: TenantId, run: RunId, turn: AgentStep) -> Key {
    Key::new(partition(tenant, run), format!("turn#{turn}"))
}

pub(crate) fn memory_key(tenant: TenantId, run: RunId, item: &MemoryItem) -> Key {
    Key::new(partition(tenant, run), format!("memory#{}", item.id))
}

fn partition(tenant: TenantId, run: RunId) -> String {
    format!("{tenant}#run#{run}")
}

/// What was settled before by another delivery needs no second writing.
fn settled(written: Result<(), StoreError>) -> Result<(), StoreError> {
    match written {
        Err(StoreError::Conflict) => Ok(()),
        other => other,
    }
}
