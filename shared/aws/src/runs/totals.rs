use genesis_core::TenantId;
use genesis_orchestration::Tally;
use serde::{Deserialize, Serialize};

use super::Runs;
use crate::{
    StoreError,
    table::{Item, Key, read, sort_key, text},
};

/// Sums over a tenant's runs, kept with the writes they count. What is not there yet is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    pub runs: u64,
    pub completed: u64,
    pub failed: u64,
    pub terminated: u64,
    /// Of ended runs, like all that follow.
    pub total_tokens: u64,
    pub routed_tokens: u64,
    pub full_tokens: u64,
    /// Finished turns of agents, each of them routed.
    pub turns: u64,
    /// What routing them took.
    pub selection_ms: u64,
    pub duration_ms: u64,
    /// Runs with a stability score.
    pub rated: u64,
    pub stability_ten_thousandths: u64,
}

impl Totals {
    pub fn ended(&self) -> u64 {
        self.completed + self.failed + self.terminated
    }

    pub fn open(&self) -> u64 {
        self.runs.saturating_sub(self.ended())
    }
}

/// A stored tally.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sums {
    executions: u64,
    successful: u64,
    tokens: u64,
    duration_ms: u64,
}

impl Runs {
    pub async fn totals(&self) -> Result<Totals, StoreError> {
        Ok(self.table.get(&totals_key(self.tenant)).await?.unwrap_or_default())
    }

    /// What each agent did in ended runs and at callers' requests, by the agent's id: the first so many, and whether there are
    /// more. One call.
    pub async fn agents(&self, most: u32) -> Result<(Vec<(String, Tally)>, bool), StoreError> {
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND begins_with(sk, :agent)")
            .expression_attribute_values(":pk", text(totals_key(self.tenant).pk))
            .expression_attribute_values(":agent", text(AGENT))
            .limit(i32::try_from(most.saturating_add(1)).unwrap_or(i32::MAX));
        let found = query.send().await.map_err(StoreError::of("Query"))?;
        let more = found.items().len() > most as usize;
        let tally = |item: Item| {
            let agent = sort_key(&item).strip_prefix(AGENT).unwrap_or_default().to_owned();
            Ok((agent, Tally::from(read::<Sums>(item)?)))
        };
        Ok((found.items.unwrap_or_default().into_iter().take(most as usize).map(tally).collect::<Result<_, StoreError>>()?, more))
    }

    /// What one agent did; nothing where nobody knows it.
    pub async fn agent(&self, agent: &str) -> Result<Option<Tally>, StoreError> {
        Ok(self.table.get::<Sums>(&agent_key(self.tenant, agent)).await?.map(Tally::from))
    }
}

impl From<Sums> for Tally {
    fn from(sums: Sums) -> Self {
        let Sums { executions, successful, tokens, duration_ms } = sums;
        Self { executions, successful, tokens, duration_ms }
    }
}

const AGENT: &str = "agent#";

pub(crate) fn totals_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#totals"), "runs")
}

pub(crate) fn agent_key(tenant: TenantId, agent: &str) -> Key {
    Key::new(format!("{tenant}#totals"), format!("{AGENT}{agent}"))
}

/// A tally's numbers by the names they are stored under.
pub(crate) fn sums_of(tally: &Tally) -> [(&'static str, u64); 4] {
    let Tally { executions, successful, tokens, duration_ms } = *tally;
    [("executions", executions), ("successful", successful), ("tokens", tokens), ("duration_ms", duration_ms)]
}
