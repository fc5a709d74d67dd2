//! Outputs of stability tests, in the table `learning`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a tracked output (`stability_tracking`) | `{tenant}#stability#{test}` | `run#{run number, 10 digits}` |
//! | the same of a test's first output, which the others are compared with | `{tenant}#stability#{test}` | `baseline` |
//! | sums over a test's outputs | `{tenant}#stability#{test}` | `sums` |
//! | sums over all outputs | `{tenant}#totals` | `stability` |
//!
//! An output is written with the sums that count it in one transaction.

use std::sync::Arc;

use genesis_core::TenantId;
use genesis_stability::{BaselineMatch, TrackedRun};
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, millionths},
};

/// The stability tests of one tenant.
#[derive(Clone)]
pub struct StabilityTests {
    table: Table,
    tenant: TenantId,
}

/// Sums over outputs. What is not there yet is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StabilitySums {
    pub runs: u64,
    /// Those beside a baseline, like all that follow.
    pub compared: u64,
    pub exact: u64,
    pub similarity_millionths: u64,
    pub distance_millionths: u64,
    pub met_target: u64,
    /// Those with a plan beside a baseline with one, and those of them with an equivalent one; likewise with routes.
    pub plans: u64,
    pub plans_matched: u64,
    pub routes: u64,
    pub routes_matched: u64,
}

impl StabilityTests {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("learning")), tenant }
    }

    /// A test's first output; none before it.
    pub async fn baseline(&self, test: &str) -> Result<Option<TrackedRun>, StoreError> {
        self.table.get(&self.key(test, "baseline")).await
    }

    /// What is tracked under its number; none where that is free.
    pub async fn find(&self, run: &TrackedRun) -> Result<Option<TrackedRun>, StoreError> {
        self.table.get(&self.run_key(run)).await
    }

    /// Stores a new output, as the baseline where it is compared with none. A conflict when its number is taken, or the test has a baseline by now.
    pub async fn add(&self, run: &TrackedRun) -> Result<(), StoreError> {
        let sums = sums_of(run);
        let mut writes = vec![
            self.table.new_item(&self.run_key(run), run)?,
            self.table.sum(&self.key(&run.test_group_id, "sums"), &sums)?,
            self.table.sum(&self.totals_key(), &sums)?,
        ];
        if run.beside_baseline.is_none() {
            writes.push(self.table.new_item(&self.key(&run.test_group_id, "baseline"), run)?);
        }
        self.table.commit(writes).await
    }

    pub async fn totals(&self) -> Result<StabilitySums, StoreError> {
        Ok(self.table.get(&self.totals_key()).await?.unwrap_or_default())
    }

    pub async fn test_totals(&self, test: &str) -> Result<StabilitySums, StoreError> {
        Ok(self.table.get(&self.key(test, "sums")).await?.unwrap_or_default())
    }

    fn run_key(&self, run: &TrackedRun) -> Key {
        self.key(&run.test_group_id, format!("run#{:010}", run.run_number))
    }

    /// The test comes last: it is the client's, and may hold any character.
    fn key(&self, test: &str, sk: impl Into<String>) -> Key {
        Key::new(format!("{}#stability#{test}", self.tenant), sk)
    }

    fn totals_key(&self) -> Key {
        Key::new(format!("{}#totals", self.tenant), "stability")
    }
}

fn sums_of(run: &TrackedRun) -> Vec<(&'static str, u64)> {
    let mut sums = vec![("runs", 1)];
    if let Some(beside) = &run.beside_baseline {
        let BaselineMatch { exact_match, levenshtein_distance, answer_similarity, meets_986_target, .. } = *beside;
        sums.extend([
            ("compared", 1),
            ("exact", u64::from(exact_match)),
            ("similarity_millionths", millionths(answer_similarity)),
            ("distance_millionths", millionths(levenshtein_distance)),
            ("met_target", u64::from(meets_986_target)),
        ]);
        if let Some(matches) = beside.plan_matches_baseline {
            sums.extend([("plans", 1), ("plans_matched", u64::from(matches))]);
        }
        if let Some(matches) = beside.route_matches_baseline {
            sums.extend([("routes", 1), ("routes_matched", u64::from(matches))]);
        }
    }
    sums
}
