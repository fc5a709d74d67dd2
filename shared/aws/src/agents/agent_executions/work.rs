use aws_sdk_dynamodb::types::{
    Put, TransactWriteItem, Update,
    builders::{PutBuilder, UpdateBuilder},
};
use genesis_core::{ExecutionId, PlaceInTime, RunId, TenantId, Timestamp};
use genesis_orchestration::{AgentExecution, AgentId, AgentStep, TaskToken, WorkPlace};
use serde::{Deserialize, Serialize};

use super::{AGENT_WORK, AgentExecutions, EXECUTION, ListedExecution, execution_key, work_key};
use crate::{
    Claim, Finish, Page, StoreError,
    table::{Key, Listed, Written, number, put, read, sort_key, text, update, write},
    turns::MINE,
};

/// What an agent of the caller's own may claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenWork {
    pub execution_id: ExecutionId,
    pub run_id: RunId,
    pub agent_id: AgentId,
    pub capability: String,
    /// The turn that waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<AgentStep>,
    pub created_at: Timestamp,
    /// Until when somebody's claim holds.
    pub lease_until: Timestamp,
    pub wait_until: Timestamp,
}

impl OpenWork {
    fn place(&self) -> WorkPlace {
        WorkPlace { agent_id: self.agent_id.clone(), offered: PlaceInTime { at: self.created_at, id: self.execution_id } }
    }
}

/// Which open work is asked for.
#[derive(Debug, Clone, Copy)]
pub struct WhichWork<'a> {
    pub agent: Option<&'a AgentId>,
    pub capability: Option<&'a str>,
    /// What nobody has claimed then, and may still be completed.
    pub at: Timestamp,
    /// Only what stands behind this place, which is one of the agent's.
    pub after: Option<&'a WorkPlace>,
    pub limit: u32,
}

/// What became of a turn's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    Made,
    /// It was made before.
    Exists,
    RunIsOver,
}

/// Places in the transaction that makes an offer.
const RUN: usize = 2;

/// What agents of the caller's own do.
impl AgentExecutions {
    /// Stores a turn's work, for a run that is open.
    pub async fn offer(&self, execution: &AgentExecution) -> Result<Offer, StoreError> {
        let mut writes = self.offering(execution)?;
        writes.push(self.runs.is_open(execution.run_id)?);
        Ok(match self.table.transact(writes).await? {
            Written::All => Offer::Made,
            Written::Refused(RUN) => Offer::RunIsOver,
            Written::Refused(_) => Offer::Exists,
        })
    }

    pub(super) fn offering(&self, execution: &AgentExecution) -> Result<Vec<TransactWriteItem>, StoreError> {
        let due = execution.wait_until.unwrap_or(execution.created_at);
        let listed = ListedExecution { execution, tenant: self.tenant, place: Listed::since(AGENT_WORK, due, execution.id) };
        let work = OpenWork {
            execution_id: execution.id,
            run_id: execution.run_id,
            agent_id: execution.agent_id.clone(),
            capability: execution.capability.clone(),
            step: execution.turn.as_ref().map(|turn| turn.step),
            created_at: execution.created_at,
            lease_until: execution.lease_until,
            wait_until: due,
        };
        Ok(vec![
            self.table.new_item(&execution_key(self.tenant, execution.id), &listed)?,
            self.table.item(&work_key(self.tenant, execution), &work)?,
        ])
    }

    /// A page of open work, in the order of agents and time: what one call finds. There may be a next one after one without any work: as
    /// much as is claimed.
    pub async fn open_work(&self, which: WhichWork<'_>) -> Result<Page<OpenWork, WorkPlace>, StoreError> {
        let WhichWork { agent, capability, at, after, limit } = which;
        let unclaimed = "lease_until <= :at AND wait_until > :at";
        let filter = capability.map_or_else(|| unclaimed.to_owned(), |_| format!("{unclaimed} AND capability = :capability"));
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression(if agent.is_some() { "pk = :pk AND begins_with(sk, :agent)" } else { "pk = :pk" })
            .filter_expression(filter)
            .expression_attribute_values(":pk", text(partition(self.tenant)))
            .expression_attribute_values(":at", number(at.0));
        let query = match agent {
            Some(agent) => query.expression_attribute_values(":agent", text(format!("{agent}\n"))),
            None => query,
        };
        let query = match capability {
            Some(capability) => query.expression_attribute_values(":capability", text(capability)),
            None => query,
        };
        let after = after.map(|place| place_key(self.tenant, place).attributes());
        let found = query.set_exclusive_start_key(after).send().await.map_err(StoreError::of("Query"))?;
        let unread = found.last_evaluated_key.as_ref().and_then(|key| sort_key(key).parse().ok());
        let work = found.items.unwrap_or_default().into_iter().map(read).collect::<Result<_, _>>()?;
        let page = Page::cut(work, limit, OpenWork::place);
        Ok(Page { next: page.next.or(unread), ..page })
    }

    /// What an agent has open for a run, claimed or not.
    pub async fn open_work_of(&self, run: RunId, agent: &AgentId) -> Result<Vec<OpenWork>, StoreError> {
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND begins_with(sk, :agent)")
            .filter_expression("run_id = :run")
            .expression_attribute_values(":pk", text(partition(self.tenant)))
            .expression_attribute_values(":agent", text(format!("{agent}\n")))
            .expression_attribute_values(":run", text(run.to_string()));
        let found = query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.map_err(StoreError::of("Query"))?;
        found.into_iter().map(read).collect()
    }

    /// Stores a claim, if the one before it is still the last.
    pub async fn claim_work(&self, claimed: &AgentExecution) -> Result<Claim, StoreError> {
        let update = self.change(claimed, claimed.attempt - 1);
        let update = update
            .update_expression("SET attempt = :next, started_at = :started, lease_until = :until")
            .expression_attribute_values(":next", number(claimed.attempt))
            .expression_attribute_values(":started", number(claimed.started_at.0));
        self.move_lease(claimed, update).await
    }

    /// Moves the end of a claim's lease. `Busy` when somebody else has claimed the work, or it is over.
    pub async fn renew_work(&self, claimed: &AgentExecution) -> Result<Claim, StoreError> {
        let update = self.change(claimed, claimed.attempt).update_expression("SET lease_until = :until");
        self.move_lease(claimed, update).await
    }

    fn change(&self, claimed: &AgentExecution, mine: u32) -> UpdateBuilder {
        let update = Update::builder().table_name(&self.table.name);
        update
            .set_key(Some(execution_key(self.tenant, claimed.id).attributes()))
            .condition_expression(MINE)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":mine", number(mine))
            .expression_attribute_values(":running", text("running"))
            .expression_attribute_values(":until", number(claimed.lease_until.0))
    }

    /// Of the execution and of its place among the open work.
    async fn move_lease(&self, claimed: &AgentExecution, execution: UpdateBuilder) -> Result<Claim, StoreError> {
        let place = Update::builder()
            .table_name(&self.table.name)
            .set_key(Some(work_key(self.tenant, claimed).attributes()))
            .update_expression("SET lease_until = :until")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":until", number(claimed.lease_until.0));
        Claim::of(self.table.commit(vec![update(execution)?, update(place)?]).await)
    }

    /// Has another task wait for a turn's work. `Busy` when it is over.
    pub async fn await_with(&self, execution: ExecutionId, token: &TaskToken) -> Result<Claim, StoreError> {
        let update = self.update(execution).update_expression("SET #turn.#token = :token").condition_expression("#status = :running");
        let update = update
            .expression_attribute_names("#turn", "turn")
            .expression_attribute_names("#token", "token")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":token", text(token.as_str()))
            .expression_attribute_values(":running", text("running"));
        Claim::of(update.send().await.map_err(StoreError::of("UpdateItem")).map(drop))
    }

    /// Stores a turn's work that has ended, for somebody to take it to its run: from when it is due.
    pub async fn hand_in(&self, ended: &AgentExecution, due: Timestamp) -> Result<Finish, StoreError> {
        let place = Listed::since(AGENT_WORK, due, ended.id);
        let item = write(&execution_key(self.tenant, ended.id), &ListedExecution { execution: ended, tenant: self.tenant, place })?;
        self.end_work(ended, put(self.unless_awaited_otherwise(Put::builder().set_item(Some(item)), ended))?).await
    }

    /// Stores a turn's work that ended with its run.
    pub async fn withdraw(&self, ended: &AgentExecution) -> Result<Finish, StoreError> {
        let item = write(&execution_key(self.tenant, ended.id), ended)?;
        self.end_work(ended, put(self.unless_awaited_otherwise(Put::builder().set_item(Some(item)), ended))?).await
    }

    /// Only by who holds the last claim, and with the task that waits now.
    fn unless_awaited_otherwise(&self, item: PutBuilder, ended: &AgentExecution) -> PutBuilder {
        let token = ended.turn.as_ref().map_or("", |turn| turn.token.as_str());
        item.table_name(&self.table.name)
            .condition_expression(format!("{MINE} AND #turn.#token = :token"))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#turn", "turn")
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":mine", number(ended.attempt))
            .expression_attribute_values(":running", text("running"))
    }

    async fn end_work(&self, ended: &AgentExecution, item: TransactWriteItem) -> Result<Finish, StoreError> {
        match self.table.transact(vec![item, self.table.removal(&work_key(self.tenant, ended))?]).await? {
            Written::All => Ok(Finish::Stored),
            Written::Refused(EXECUTION) => Ok(Finish::Superseded),
            Written::Refused(_) => Err(StoreError::Conflict),
        }
    }

    /// What has reached its run is looked at no more.
    pub async fn settled(&self, execution: ExecutionId) -> Result<(), StoreError> {
        let update = self.update(execution).update_expression("REMOVE listed_in, listed_at").condition_expression("attribute_exists(pk)");
        update.send().await.map(drop).map_err(StoreError::of("UpdateItem"))
    }
}

pub(super) fn place_key(tenant: TenantId, place: &WorkPlace) -> Key {
    Key::new(partition(tenant), place.to_string())
}

fn partition(tenant: TenantId) -> String {
    format!("{tenant}#work")
}
