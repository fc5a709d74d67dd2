use std::iter::Sum;

use aws_sdk_dynamodb::types::TransactWriteItem;
use genesis_core::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Runs,
    lists::{SHARDS, shard_of},
    totals::{Totals, totals_key},
};
use crate::{
    Cloud, StoreError,
    table::{Key, Listed, number, read, write},
};

/// Sums over the runs of all tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformTotals {
    /// When summing up began.
    pub as_of: Timestamp,
    pub totals: Totals,
}

impl Runs {
    /// Adds to the tenant's sums.
    pub(crate) fn count(&self, numbers: &[(&'static str, u64)]) -> Result<TransactWriteItem, StoreError> {
        self.table.listed_sum(&totals_key(self.tenant), &totals_place(self.tenant), numbers)
    }
}

impl Cloud {
    /// The sums of every tenant, nobody's named.
    pub async fn tenants_totals(&self) -> Result<Vec<Totals>, StoreError> {
        let table = self.platform_table("orchestration");
        let mut totals = Vec::new();
        for shard in 0..SHARDS {
            for item in table.listed(&totals_list(shard)).await? {
                totals.push(read(item)?);
            }
        }
        Ok(totals)
    }

    /// Keeps what was summed up. A conflict when what is kept is as new.
    pub async fn keep_platform_totals(&self, summed_up: &PlatformTotals) -> Result<(), StoreError> {
        let table = self.platform_table("orchestration");
        let put = table.client().put_item().table_name(&table.name).set_item(Some(write(&platform_key(), summed_up)?));
        let put = put.condition_expression("attribute_not_exists(pk) OR as_of < :as_of");
        put.expression_attribute_values(":as_of", number(summed_up.as_of.0)).send().await.map_err(StoreError::of("PutItem"))?;
        Ok(())
    }

    /// What was summed up last; none before the first time.
    pub async fn platform_totals(&self) -> Result<Option<PlatformTotals>, StoreError> {
        self.platform_table("orchestration").get(&platform_key()).await
    }
}

impl Sum for Totals {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), |sum, next| Self {
            runs: sum.runs + next.runs,
            completed: sum.completed + next.completed,
            failed: sum.failed + next.failed,
            terminated: sum.terminated + next.terminated,
            total_tokens: sum.total_tokens + next.total_tokens,
            routed_tokens: sum.routed_tokens + next.routed_tokens,
            full_tokens: sum.full_tokens + next.full_tokens,
            turns: sum.turns + next.turns,
            selection_ms: sum.selection_ms + next.selection_ms,
            duration_ms: sum.duration_ms + next.duration_ms,
            static_runs: sum.static_runs + next.static_runs,
            static_turns: sum.static_turns + next.static_turns,
            static_routed_tokens: sum.static_routed_tokens + next.static_routed_tokens,
            static_full_tokens: sum.static_full_tokens + next.static_full_tokens,
            static_selection_ms: sum.static_selection_ms + next.static_selection_ms,
            unrouted_runs: sum.unrouted_runs + next.unrouted_runs,
            unrouted_turns: sum.unrouted_turns + next.unrouted_turns,
            unrouted_routed_tokens: sum.unrouted_routed_tokens + next.unrouted_routed_tokens,
            unrouted_full_tokens: sum.unrouted_full_tokens + next.unrouted_full_tokens,
            unrouted_selection_ms: sum.unrouted_selection_ms + next.unrouted_selection_ms,
            rated: sum.rated + next.rated,
            stability_ten_thousandths: sum.stability_ten_thousandths + next.stability_ten_thousandths,
        })
    }
}

fn platform_key() -> Key {
    Key::new("platform#totals", "runs")
}

fn totals_place(tenant: TenantId) -> Listed {
    Listed { listed_in: totals_list(shard_of(tenant)), listed_at: tenant.to_string() }
}

fn totals_list(shard: u8) -> String {
    format!("platform#tenant-totals#{shard}")
}
