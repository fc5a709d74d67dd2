use std::sync::Arc;

use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem, Update};
use genesis_core::{RunId, TenantId, Timestamp};
use genesis_orchestration::{AgentStep, Attempt, Execution, ExecutionStatus, MemoryItem, Outcome, RunState, Status};

use crate::{
    Runs, StoreError,
    runs::RunCache,
    runs::{OPEN, attempt_key, memory_key, open_statuses, run_key, turn_key},
    table::{Table, Written, number, put, text, write},
};

/// A run ends once, so that an attempt which met it open meets it over the next time.
const TRIES: u32 = 3;

/// The places of the turn and of the attempt in the transaction that gives it up.
const TURN: usize = 0;
const ATTEMPT: usize = 1;

/// The agents' turns of one tenant's runs: claimed with a lease, finished once. The table is described in `runs/mod.rs`.
#[derive(Clone)]
pub struct Turns {
    runs: Runs,
    table: Table,
    tenant: TenantId,
    cache: RunCache,
}

/// Whether a worker may take a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Held,
    /// Another worker holds it or was faster, or the run is over.
    Busy,
}

/// What became of a finished turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    Stored,
    /// Another worker has taken the turn over or finished it, or the run is over: nothing was stored.
    Superseded,
}

impl Claim {
    /// What a conditional write came to.
    pub(crate) fn of(written: Result<(), StoreError>) -> Result<Self, StoreError> {
        match written {
            Ok(()) => Ok(Self::Held),
            Err(StoreError::Conflict) => Ok(Self::Busy),
            Err(error) => Err(error),
        }
    }
}

impl Turns {
    pub(crate) fn new(runs: Runs, cache: RunCache) -> Self {
        Self { table: runs.table.clone(), tenant: runs.tenant, runs, cache }
    }

    /// The run as this instance knows it, where that is enough for the turn. Others may have taken the turn meanwhile, or ended the run.
    pub fn known(&self, run: RunId, turn: AgentStep) -> Option<Arc<RunState>> {
        self.cache.get(self.tenant, run).filter(|state| state.is_ready_for(turn))
    }

    /// The run as it is stored.
    pub async fn state(&self, run: RunId) -> Result<Option<Arc<RunState>>, StoreError> {
        let state = self.runs.state(run).await?.map(Arc::new);
        if let Some(state) = &state {
            self.cache.keep(self.tenant, state.clone());
        }
        Ok(state)
    }

    /// Claims a turn of a run that is open: a new one, or one whose last claim (`attempt - 1`) has run out.
    pub async fn claim(&self, run: RunId, execution: &Execution) -> Result<Claim, StoreError> {
        let item = write(&turn_key(self.tenant, run, execution.step), execution)?;
        let item = Put::builder().table_name(&self.table.name).set_item(Some(item));
        let item = match execution.attempt {
            1 => item.condition_expression("attribute_not_exists(pk)"),
            attempt => item
                .condition_expression("attempt = :last AND #status = :running")
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":last", number(attempt - 1))
                .expression_attribute_values(":running", text("running")),
        };
        Claim::of(self.table.commit(vec![put(item)?, self.runs.is_open(run)?]).await)
    }

    /// Lets go of a claim that will not be finished, so that the next attempt need not wait for the lease to run out.
    pub async fn release(&self, run: RunId, claimed: &Execution, now: Timestamp) -> Result<(), StoreError> {
        self.set_lease(run, claimed, now).await.map(drop)
    }

    /// Keeps a claim for longer. `Busy` when another worker has taken the turn over.
    pub async fn renew(&self, run: RunId, claimed: &Execution, until: Timestamp) -> Result<Claim, StoreError> {
        self.set_lease(run, claimed, until).await
    }

    /// Keeps what an attempt has paid for that came to nothing, and counts it in its run, once, though the run be over; the files of
    /// such a run were written before. What the attempt has finished the turn with is counted there.
    pub async fn give_up(&self, run: RunId, attempt: &Attempt, at: Timestamp) -> Result<(), StoreError> {
        let (tokens, cost) = (attempt.tokens(), attempt.cost());
        for _ in 0..TRIES {
            let is_over = self.runs.find(run).await?.ok_or(StoreError::Conflict)?.status.is_final();
            let mut writes = vec![
                self.charges(run, attempt)?,
                self.table.new_item(&attempt_key(self.tenant, run, attempt), attempt)?,
                self.runs.charge(run, tokens, cost, is_over)?,
            ];
            if is_over {
                writes.extend(self.runs.spent_after(tokens, at)?);
            }
            match self.table.transact(writes).await? {
                Written::All | Written::Refused(TURN | ATTEMPT) => return Ok(()),
                Written::Refused(_) => {}
            }
        }
        Err(StoreError::Conflict)
    }

    /// Part of a transaction: refused when the turn was finished by this attempt.
    fn charges(&self, run: RunId, attempt: &Attempt) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table.name)
            .set_key(Some(turn_key(self.tenant, run, attempt.turn).attributes()))
            .condition_expression("attempt <> :mine OR #status = :running")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":mine", number(attempt.attempt))
            .expression_attribute_values(":running", text("running"));
        Ok(TransactWriteItem::builder().condition_check(check.build().map_err(StoreError::unreadable)?).build())
    }

    async fn set_lease(&self, run: RunId, claimed: &Execution, until: Timestamp) -> Result<Claim, StoreError> {
        let update = self.table.client().update_item().table_name(&self.table.name);
        let update = update
            .set_key(Some(turn_key(self.tenant, run, claimed.step).attributes()))
            .update_expression("SET lease_until = :until")
            .condition_expression(MINE)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":mine", number(claimed.attempt))
            .expression_attribute_values(":running", text("running"))
            .expression_attribute_values(":until", number(until.0));
        Claim::of(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }

    /// Stores an ended turn, what it leaves in memory and its share of the run's counters, all or nothing. `status` is
    /// the state the run is in afterwards. A turn that nobody has claimed meanwhile needs no claim of its own.
    pub async fn finish(&self, run: RunId, execution: &Execution, memory: &[MemoryItem], status: Status) -> Result<Finish, StoreError> {
        let mut writes = vec![self.put_ended(run, execution)?, self.count(run, execution, status)?];
        for item in memory {
            writes.push(self.table.item(&memory_key(self.tenant, run, item), item)?);
        }
        match self.table.transact(writes).await? {
            Written::All => {}
            Written::Refused(_) => return Ok(Finish::Superseded),
        }
        match execution.outcome {
            Some(Outcome::Verified(_)) => self.cache.forget(self.tenant, run),
            _ => self.cache.add(self.tenant, run, execution, memory),
        }
        Ok(Finish::Stored)
    }

    fn put_ended(&self, run: RunId, execution: &Execution) -> Result<TransactWriteItem, StoreError> {
        let item = write(&turn_key(self.tenant, run, execution.step), execution)?;
        put(Put::builder()
            .table_name(&self.table.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR (attempt IN (:last, :mine) AND #status = :running)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":last", number(execution.attempt - 1))
            .expression_attribute_values(":mine", number(execution.attempt))
            .expression_attribute_values(":running", text("running")))
    }

    fn count(&self, run: RunId, execution: &Execution, status: Status) -> Result<TransactWriteItem, StoreError> {
        let routed = execution.routed.as_ref();
        let failed = u8::from(execution.status == ExecutionStatus::Failed);
        let update = Update::builder()
            .table_name(&self.table.name)
            .set_key(Some(run_key(self.tenant, run).attributes()))
            .update_expression(
                "SET #status = :status ADD total_tokens :total, cost_microdollars :cost, routed_tokens :routed, full_tokens :full, steps_completed :completed, \
                 steps_failed :failed, selection_ms :selection",
            )
            .condition_expression(OPEN)
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(open_statuses()))
            .expression_attribute_values(":status", text(status.as_str()))
            .expression_attribute_values(":total", number(execution.tokens_used))
            .expression_attribute_values(":cost", number(execution.cost().0))
            .expression_attribute_values(":routed", number(routed.map_or(0, |routed| routed.selected_tokens)))
            .expression_attribute_values(":full", number(routed.map_or(0, |routed| routed.full_tokens)))
            .expression_attribute_values(":selection", number(execution.selection_ms))
            .expression_attribute_values(":completed", number(1 - failed))
            .expression_attribute_values(":failed", number(failed));
        Ok(TransactWriteItem::builder().update(update.build().map_err(StoreError::unreadable)?).build())
    }
}

/// The condition that a claim still holds.
pub(crate) const MINE: &str = "attempt = :mine AND #status = :running";
