//! What agents do at callers' requests, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | an execution (`agent_executions`); in the index `listed` until it has ended, a turn's until its run has it | `{tenant}#execution#{execution}` | `execution` |
//! | the same as work that an agent of the caller's own may claim, until it has ended | `{tenant}#work` | `{agent}` and `{created_at}#{execution}`, each a line |
//!
//! Its end is counted in one transaction: in its run, in its agent's sums and, where the run is over, in the tenant's. What stands
//! for a turn is counted with the turn.

mod work;

use std::sync::Arc;

use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{Put, TransactWriteItem},
};
use genesis_core::{ExecutionId, Queue, TenantId, Timestamp};
use genesis_models::Charge;
use genesis_orchestration::{AgentExecution, WorkPlace};
use genesis_tenancy::{Admission, Metered, Quota, Wish};
use serde::{Deserialize, Serialize};

use crate::{
    Claim, Cloud, Finish, NotGranted, Runs, Settings, StoreError,
    clients::Clients,
    quotas::{Settlement, signed},
    runs::{agent_key, sums_of},
    table::{Key, Listed, Table, Written, number, put, read, text, write},
    turns::MINE,
};

pub use work::{Offer, OpenWork, WhichWork};

/// A run ends once, so that an end which met it open meets it over the next time.
const TRIES: u32 = 3;

/// The executions of one tenant.
#[derive(Clone)]
pub struct AgentExecutions {
    clients: Arc<Clients>,
    table: Table,
    queue_url: String,
    runs: Runs,
    tenant: TenantId,
}

/// What the agents' worker is told of a built-in role's step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectStepMessage {
    pub tenant: TenantId,
    pub execution_id: ExecutionId,
}

impl AgentExecutions {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self {
            table: Table::new(clients.clone(), settings.table("orchestration")),
            runs: Runs::new(clients.clone(), settings, tenant),
            clients,
            queue_url: settings.queue_url(Queue::AgentSteps),
            tenant,
        }
    }

    /// Stores a new execution, with what it is given of the quota that was seen. One that exists already is a conflict.
    pub async fn create(&self, execution: &AgentExecution, quota: Quota, wish: &Wish) -> Result<Admission, NotGranted> {
        let writes = |admission: &Admission| {
            let execution = &AgentExecution { reserved_tokens: admission.claim.tokens, ..execution.clone() };
            if execution.role().is_none() {
                return self.offering(execution);
            }
            let place = Listed::since(OPEN_EXECUTIONS, execution.created_at, execution.id);
            let listed = ListedExecution { execution, tenant: self.tenant, place };
            Ok(vec![self.table.new_item(&execution_key(self.tenant, execution.id), &listed)?])
        };
        self.runs.quotas.grant(&self.table, quota, wish, execution.created_at, writes).await
    }

    pub async fn find(&self, execution: ExecutionId) -> Result<Option<AgentExecution>, StoreError> {
        self.table.get(&execution_key(self.tenant, execution)).await
    }

    /// Tells the agents' worker of a built-in role's step. Told twice, it takes the step once.
    pub async fn announce(&self, execution: ExecutionId) -> Result<(), StoreError> {
        let message = DirectStepMessage { tenant: self.tenant, execution_id: execution };
        let message = serde_json::to_string(&message).map_err(StoreError::unreadable)?;
        let send = self.clients.sqs().send_message().queue_url(&self.queue_url).message_body(message);
        send.send().await.map(drop).map_err(StoreError::of("SendMessage"))
    }

    /// Stores a built-in role's claim, if the one before it is still the last.
    pub async fn claim(&self, claimed: &AgentExecution) -> Result<Claim, StoreError> {
        let update = self.update(claimed.id).update_expression("SET attempt = :next, started_at = :started, lease_until = :until");
        let update = update
            .condition_expression(MINE)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":next", number(claimed.attempt))
            .expression_attribute_values(":started", number(claimed.started_at.0))
            .expression_attribute_values(":until", number(claimed.lease_until.0))
            .expression_attribute_values(":mine", number(claimed.attempt - 1))
            .expression_attribute_values(":running", text("running"));
        Claim::of(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }

    /// Moves the end of a claim's lease. `Busy` when another worker has taken the step over.
    pub async fn lease(&self, claimed: &AgentExecution, until: Timestamp) -> Result<Claim, StoreError> {
        let update = self.update(claimed.id).update_expression("SET lease_until = :until").condition_expression(MINE);
        let update = update
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":until", number(until.0))
            .expression_attribute_values(":mine", number(claimed.attempt))
            .expression_attribute_values(":running", text("running"));
        Claim::of(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }

    /// Lets go of a step that is to be taken again, and keeps what was paid for it so far.
    pub async fn release(&self, claimed: &AgentExecution, spent: Charge, now: Timestamp) -> Result<(), StoreError> {
        let update = self.update(claimed.id).condition_expression(MINE);
        let update = update
            .update_expression("SET lease_until = :now ADD tokens_used :tokens, cost_microdollars :cost")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":now", number(now.0))
            .expression_attribute_values(":tokens", number(spent.tokens))
            .expression_attribute_values(":cost", number(spent.cost.0))
            .expression_attribute_values(":mine", number(claimed.attempt))
            .expression_attribute_values(":running", text("running"));
        Claim::of(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop)).map(drop)
    }

    fn update(&self, execution: ExecutionId) -> UpdateItemFluentBuilder {
        let key = execution_key(self.tenant, execution).attributes();
        self.table.client().update_item().table_name(&self.table.name).set_key(Some(key))
    }

    /// Stores an ended execution and counts it, all or nothing.
    pub async fn finish(&self, ended: &AgentExecution) -> Result<Finish, StoreError> {
        let at = ended.completed_at.unwrap_or(ended.started_at);
        for _ in 0..TRIES {
            let run = self.runs.find(ended.run_id).await?.ok_or(StoreError::Conflict)?;
            let mut writes = vec![
                self.put_ended(ended)?,
                self.runs.charge(ended.run_id, ended.tokens_used, ended.cost(), run.status.is_final())?,
                self.table.sum(&agent_key(self.tenant, ended.agent_id.as_str()), &sums_of(&ended.tally()))?,
            ];
            if ended.role().is_none() {
                writes.push(self.table.removal(&work_key(self.tenant, ended))?);
            }
            if run.status.is_final() {
                writes.push(self.runs.count(&[("total_tokens", ended.tokens_used)])?);
            }
            writes.extend(self.settled_quota(ended, run.status.is_final(), at)?);
            match self.table.transact(writes).await? {
                Written::All => return Ok(Finish::Stored),
                Written::Refused(EXECUTION) => return Ok(Finish::Superseded),
                Written::Refused(_) => {}
            }
        }
        Err(StoreError::Conflict)
    }

    /// What it held comes back. What it used is settled with its run, unless that is over.
    fn settled_quota(&self, ended: &AgentExecution, is_over: bool, at: Timestamp) -> Result<[TransactWriteItem; 2], StoreError> {
        let used_tokens = if is_over { ended.tokens_used } else { 0 };
        let tokens = signed(used_tokens);
        let settled = Settlement { runs: 0, reserved_tokens: ended.reserved_tokens, used_tokens };
        let used = [(Metered::AgentExecutions, 1), (Metered::Tokens, tokens)];
        Ok([self.runs.quotas.settling(&settled)?, self.runs.quotas.counting(at, &used)?])
    }

    /// Without its place in the index.
    fn put_ended(&self, ended: &AgentExecution) -> Result<TransactWriteItem, StoreError> {
        let item = write(&execution_key(self.tenant, ended.id), ended)?;
        put(Put::builder()
            .table_name(&self.table.name)
            .set_item(Some(item))
            .condition_expression(MINE)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":mine", number(ended.attempt))
            .expression_attribute_values(":running", text("running")))
    }
}

/// The place of the execution itself in the transaction that ends it.
const EXECUTION: usize = 0;

/// A step that has not ended, or has not reached its run, whosever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct OpenExecution {
    pub tenant: TenantId,
    pub id: ExecutionId,
    pub lease_until: Timestamp,
}

impl Cloud {
    /// Every step of a built-in role, of every tenant, that a worker has to take.
    pub async fn open_agent_executions(&self) -> Result<Vec<OpenExecution>, StoreError> {
        self.platform_table("orchestration").listed(OPEN_EXECUTIONS).await?.into_iter().map(read).collect()
    }

    /// What agents of callers' own have ended and no run has, or did not end in time.
    pub async fn due_agent_work(&self) -> Result<Vec<OpenExecution>, StoreError> {
        let due = self.platform_table("orchestration").listed_until(AGENT_WORK, self.clock().now()).await?;
        due.into_iter().map(read).collect()
    }
}

/// An execution in the index `listed`.
#[derive(Serialize)]
struct ListedExecution<'a> {
    #[serde(flatten)]
    execution: &'a AgentExecution,
    tenant: TenantId,
    #[serde(flatten)]
    place: Listed,
}

/// The list of built-in roles' steps that have not ended.
const OPEN_EXECUTIONS: &str = "platform#open-agent-executions";

/// The list of what callers' own agents work on, by when somebody has to look at it: at its end, or when nobody need wait for it longer.
const AGENT_WORK: &str = "platform#agent-work";

fn work_key(tenant: TenantId, execution: &AgentExecution) -> Key {
    work::place_key(tenant, &WorkPlace::from(execution))
}

fn execution_key(tenant: TenantId, execution: ExecutionId) -> Key {
    Key::new(format!("{tenant}#execution#{execution}"), "execution")
}
