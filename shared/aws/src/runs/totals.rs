use genesis_core::TenantId;
use genesis_orchestration::Tally;
use genesis_rcr::Policy;
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
    /// What of these is of runs under the policy `static`; all but these and the next is of runs under `rcr`.
    pub static_runs: u64,
    pub static_turns: u64,
    pub static_routed_tokens: u64,
    pub static_full_tokens: u64,
    pub static_selection_ms: u64,
    /// The same of runs under the policy `full`, which leaves nothing out.
    pub unrouted_runs: u64,
    pub unrouted_turns: u64,
    pub unrouted_routed_tokens: u64,
    pub unrouted_full_tokens: u64,
    pub unrouted_selection_ms: u64,
    /// Runs with a stability score.
    pub rated: u64,
    pub stability_ten_thousandths: u64,
}

/// What routing did in the runs under one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routing {
    pub runs: u64,
    pub turns: u64,
    pub routed_tokens: u64,
    pub full_tokens: u64,
    pub selection_ms: u64,
}

impl Totals {
    /// Of the runs that are over.
    pub fn under(&self, policy: Policy) -> Routing {
        match policy {
            Policy::Static => Routing {
                runs: self.static_runs,
                turns: self.static_turns,
                routed_tokens: self.static_routed_tokens,
                full_tokens: self.static_full_tokens,
                selection_ms: self.static_selection_ms,
            },
            Policy::Full => Routing {
                runs: self.unrouted_runs,
                turns: self.unrouted_turns,
                routed_tokens: self.unrouted_routed_tokens,
                full_tokens: self.unrouted_full_tokens,
                selection_ms: self.unrouted_selection_ms,
            },
            Policy::Rcr => {
                let (fixed, full) = (self.under(Policy::Static), self.under(Policy::Full));
                Routing {
                    runs: self.ended().saturating_sub(fixed.runs + full.runs),
                    turns: self.turns.saturating_sub(fixed.turns + full.turns),
                    routed_tokens: self.routed_tokens.saturating_sub(fixed.routed_tokens + full.routed_tokens),
                    full_tokens: self.full_tokens.saturating_sub(fixed.full_tokens + full.full_tokens),
                    selection_ms: self.selection_ms.saturating_sub(fixed.selection_ms + full.selection_ms),
                }
            }
        }
    }

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
