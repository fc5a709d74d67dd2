use genesis_core::TenantId;
use genesis_orchestration::Tally;
use serde::{Deserialize, Serialize};

use super::Runs;
use crate::{
    StoreError,
    table::{Key, read, sort_key},
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

    /// What each agent did in ended runs, by the agent's id.
    pub async fn agents(&self) -> Result<Vec<(String, Tally)>, StoreError> {
        let mut agents = Vec::new();
        for item in self.table.partition(&totals_key(self.tenant).pk).await? {
            if let Some(agent) = sort_key(&item).strip_prefix(AGENT).map(str::to_owned) {
                let Sums { executions, successful, tokens, duration_ms } = read(item)?;
                agents.push((agent, Tally { executions, successful, tokens, duration_ms }));
            }
        }
        Ok(agents)
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
