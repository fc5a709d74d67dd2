//! Runs, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | the run, with its counters (`orchestration_runs`) | `{tenant}#run#{run}` | `run` |
//! | a turn of an agent (`agent_executions`) | `{tenant}#run#{run}` | `turn#{turn}` |
//! | an attempt at a turn that came to nothing and was paid | `{tenant}#run#{run}` | `turn-attempt#{turn}#{attempt}` |
//! | something remembered (`memory_items`) | `{tenant}#run#{run}` | `memory#{item}` |
//! | the run's place in the history | `{tenant}#runs` | `{created_at}#{run}` |
//! | the same among those open, and in the index `listed` | `{tenant}#runs#open` | `{created_at}#{run}` |
//! | the same among those that ended so | `{tenant}#runs#{status}` | `{created_at}#{run}` |
//! | sums over all runs, also in the index `listed` | `{tenant}#totals` | `runs` |
//! | sums over an agent's turns in ended runs, and its executions at callers' requests | `{tenant}#totals` | `agent#{agent}` |
//! | sums over all tenants' runs, as last summed up | `platform#totals` | `runs` |
//!
//! A run's creation and its end write the run, its places, the sums, and what it takes of its tenant's quota in one transaction.

mod cache;
mod endings;
mod lists;
mod platform;
mod totals;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem, Update};
use genesis_core::{MicroDollars, RunId, TenantId, Timestamp};
use genesis_lag::Terminator;
use genesis_orchestration::{AgentStep, Attempt, Execution, MemoryItem, Run, RunState, Status};
use genesis_tenancy::{Admission, Metered, Quota, Wish};

use crate::{
    NotGranted, Quotas, Settings, StoreError,
    clients::Clients,
    quotas::{Settlement, signed},
    table::{Item, Key, Table, attribute, number, read, sort_key, text, update},
};

use self::lists::{RunAt, open_run, place_key};
pub(crate) use self::totals::{agent_key, sums_of};
pub use self::{
    endings::Finished,
    lists::{Listing, OpenRun},
    platform::PlatformTotals,
    totals::{Routing, Totals},
};
pub(crate) use cache::RunCache;

/// The runs of one tenant.
#[derive(Clone)]
pub struct Runs {
    pub(crate) table: Table,
    pub(crate) quotas: Quotas,
    pub(crate) tenant: TenantId,
}

impl Runs {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("orchestration"));
        Self { table, quotas: Quotas::new(clients, settings, tenant), tenant }
    }

    /// Stores a new run among the tenant's open ones, with what it is given of the quota that was seen. One that exists already is a
    /// conflict.
    pub async fn create(&self, run: &Run, quota: Quota, wish: &Wish) -> Result<(Run, Admission), NotGranted> {
        let holding = |admission: &Admission| run.clone().holding(admission.claim.tokens);
        let writes = |admission: &Admission| {
            let run = holding(admission);
            Ok(vec![
                self.table.new_item(&run_key(self.tenant, run.id), &run)?,
                self.table.item(&place_key(self.tenant, Listing::All, &run), &RunAt { run_id: run.id })?,
                self.table.item(&place_key(self.tenant, Listing::Open, &run), &open_run(self.tenant, &run))?,
                self.count(&[("runs", 1)])?,
            ])
        };
        let admission = self.quotas.grant(&self.table, quota, wish, run.created_at, writes).await?;
        Ok((holding(&admission), admission))
    }

    pub async fn find(&self, run: RunId) -> Result<Option<Run>, StoreError> {
        self.table.get(&run_key(self.tenant, run)).await
    }

    /// With what its tenant has of its quota, in one call.
    pub async fn find_beside_quota(&self, run: RunId) -> Result<(Option<Run>, Quota), StoreError> {
        self.quotas.find_beside(&self.table, &run_key(self.tenant, run)).await
    }

    /// The run with all its turns and its memory, in one query.
    pub async fn state(&self, run: RunId) -> Result<Option<RunState>, StoreError> {
        state_of(self.table.partition(&partition(self.tenant, run)).await?)
    }

    /// The same without its memory, which stands before it.
    pub async fn turns(&self, run: RunId) -> Result<Option<RunState>, StoreError> {
        state_of(self.table.partition_from(&run_key(self.tenant, run)).await?)
    }

    /// Part of a transaction: refused when the run is over.
    pub(crate) fn is_open(&self, run: RunId) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table.name)
            .set_key(Some(run_key(self.tenant, run).attributes()))
            .condition_expression(OPEN)
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(open_statuses()));
        Ok(TransactWriteItem::builder().condition_check(check.build().map_err(StoreError::unreadable)?).build())
    }

    /// Part of a transaction: counts what was spent beside the turns that are finished. Only while the run is as it was seen: the
    /// tokens of an open run are counted in the tenant's sums when it ends.
    pub(crate) fn charge(&self, run: RunId, tokens: u64, cost: MicroDollars, is_over: bool) -> Result<TransactWriteItem, StoreError> {
        let condition = if is_over { format!("attribute_exists(pk) AND NOT ({OPEN})") } else { OPEN.to_owned() };
        update(
            Update::builder()
                .table_name(&self.table.name)
                .set_key(Some(run_key(self.tenant, run).attributes()))
                .update_expression("ADD total_tokens :tokens, cost_microdollars :cost")
                .condition_expression(condition)
                .expression_attribute_names("#status", "status")
                .set_expression_attribute_values(Some(open_statuses()))
                .expression_attribute_values(":tokens", number(tokens))
                .expression_attribute_values(":cost", number(cost.0)),
        )
    }

    /// Parts of a transaction: what was spent on a run that is over, which has settled before.
    pub(crate) fn spent_after(&self, tokens: u64, at: Timestamp) -> Result<[TransactWriteItem; 3], StoreError> {
        Ok([
            self.count(&[("total_tokens", tokens)])?,
            self.quotas.settling(&Settlement { used_tokens: tokens, ..Settlement::default() })?,
            self.quotas.counting(at, &[(Metered::Tokens, signed(tokens))])?,
        ])
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
}

fn state_of(items: Vec<Item>) -> Result<Option<RunState>, StoreError> {
    let mut found: Option<Run> = None;
    let (mut executions, mut memory) = (Vec::<Execution>::new(), Vec::<MemoryItem>::new());
    let mut attempts = Vec::<Attempt>::new();
    for item in items {
        match sort_key(&item).split_once('#') {
            Some(("turn", _)) => executions.push(read(item)?),
            Some(("turn-attempt", _)) => attempts.push(read(item)?),
            Some(("memory", _)) => memory.push(read(item)?),
            _ => found = Some(read(item)?),
        }
    }
    for attempt in attempts {
        if let Some(execution) = executions.iter_mut().find(|execution| execution.step == attempt.turn) {
            execution.attempts.push(attempt);
        }
    }
    Ok(found.map(|run| RunState { run, executions, memory }))
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

pub(crate) fn attempt_key(tenant: TenantId, run: RunId, attempt: &Attempt) -> Key {
    Key::new(partition(tenant, run), format!("turn-attempt#{}#{:04}", attempt.turn, attempt.attempt))
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
