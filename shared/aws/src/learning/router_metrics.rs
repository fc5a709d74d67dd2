//! What callers measured of routers, in the table `learning`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a router's metrics of a run (`router_metrics`) | `{tenant}#run#{run}` | `router-metrics#{metrics}` |
//! | its gain and its quality, where it gives one, among the algorithm's in the order of time | `{tenant}#router#{algorithm}` | `{time, 13 digits}#{metrics}` |
//! | sums over an algorithm's | `{tenant}#totals` | `router#{algorithm}` |
//!
//! Metrics are written with the sums that count them in one transaction. What the platform measured of its own runs is kept
//! with the runs, and summed up in their totals.

use std::{iter::Sum, sync::Arc};

use genesis_core::{PlaceInTime, RouterMetricsId, RunId, TenantId, Timestamp};
use genesis_stability::RoutingSample;
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, read, signed_millionths, sort_key, text},
};

/// The router metrics of one tenant.
#[derive(Clone)]
pub struct RouterMetrics {
    table: Table,
    tenant: TenantId,
}

/// What a router did for a run, as a caller tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouterRecord {
    pub id: RouterMetricsId,
    pub run_id: RunId,
    /// `RCR`, `LAG` or `BMAD`.
    pub algorithm: String,
    /// The caller's own as the JSON text it was: a table cannot hold every JSON value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_per_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_documents: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance_scores: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// At most 100; below zero where routing cost more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_savings_percentage: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection_time_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_selected_tokens: Option<u64>,
    /// At most 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub efficiency_gain: Option<f64>,
    /// From 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_score: Option<f64>,
    pub recorded_at: Timestamp,
}

/// Sums over an algorithm's metrics. Each figure is counted where it was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RouterSums {
    pub records: u64,
    pub savings: u64,
    pub savings_millionths: i64,
    pub times: u64,
    pub selection_ms: u64,
    pub gains: u64,
    pub gain_millionths: i64,
    pub qualities: u64,
    pub quality_millionths: u64,
}

impl RouterMetrics {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("learning")), tenant }
    }

    /// Stores new metrics. Those that exist are a conflict.
    pub async fn add(&self, record: &RouterRecord) -> Result<(), StoreError> {
        let mut writes = vec![
            self.table.new_item(&self.record_key(record.run_id, record.id), record)?,
            self.table.sum(&self.totals_key(&record.algorithm), &sums_of(record))?,
        ];
        let RouterRecord { efficiency_gain, quality_score, .. } = *record;
        if efficiency_gain.or(quality_score).is_some() {
            writes.push(self.table.new_item(&self.sample_key(record), &RoutingSample { efficiency_gain, quality_score })?);
        }
        self.table.commit(writes).await
    }

    pub async fn find(&self, run: RunId, id: RouterMetricsId) -> Result<Option<RouterRecord>, StoreError> {
        self.table.get(&self.record_key(run, id)).await
    }

    /// The sums of each algorithm of which there are metrics, by its name. One call.
    pub async fn totals(&self) -> Result<Vec<(String, RouterSums)>, StoreError> {
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND begins_with(sk, :router)")
            .expression_attribute_values(":pk", text(self.totals_key("").pk))
            .expression_attribute_values(":router", text(ROUTER));
        let found = query.send().await.map_err(StoreError::of("Query"))?;
        let named = |item| Ok((sort_key(&item).strip_prefix(ROUTER).unwrap_or_default().to_owned(), read(item)?));
        found.items.unwrap_or_default().into_iter().map(named).collect()
    }

    /// The last samples of an algorithm, in their order. One call.
    pub async fn samples(&self, algorithm: &str) -> Result<Vec<RoutingSample>, StoreError> {
        let found = self.table.last(&self.samples_of(algorithm), None, SAMPLES).await?;
        found.into_iter().rev().map(read).collect()
    }

    fn sample_key(&self, record: &RouterRecord) -> Key {
        Key::new(self.samples_of(&record.algorithm), PlaceInTime { at: record.recorded_at, id: record.id }.to_string())
    }

    fn samples_of(&self, algorithm: &str) -> String {
        format!("{}#router#{algorithm}", self.tenant)
    }

    fn record_key(&self, run: RunId, id: RouterMetricsId) -> Key {
        Key::new(format!("{}#run#{run}", self.tenant), format!("router-metrics#{id}"))
    }

    fn totals_key(&self, algorithm: &str) -> Key {
        Key::new(format!("{}#totals", self.tenant), format!("{ROUTER}{algorithm}"))
    }
}

impl Sum for RouterSums {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::default(), |sum, next| Self {
            records: sum.records + next.records,
            savings: sum.savings + next.savings,
            savings_millionths: sum.savings_millionths + next.savings_millionths,
            times: sum.times + next.times,
            selection_ms: sum.selection_ms + next.selection_ms,
            gains: sum.gains + next.gains,
            gain_millionths: sum.gain_millionths + next.gain_millionths,
            qualities: sum.qualities + next.qualities,
            quality_millionths: sum.quality_millionths + next.quality_millionths,
        })
    }
}

const ROUTER: &str = "router#";

/// A trend is of so many samples at most.
const SAMPLES: u32 = 100;

fn sums_of(record: &RouterRecord) -> Vec<(&'static str, i64)> {
    let mut sums = vec![("records", 1)];
    if let Some(percent) = record.token_savings_percentage {
        sums.extend([("savings", 1), ("savings_millionths", signed_millionths(percent))]);
    }
    if let Some(time) = record.selection_time_ms {
        sums.extend([("times", 1), ("selection_ms", i64::try_from(time).unwrap_or(i64::MAX))]);
    }
    if let Some(gain) = record.efficiency_gain {
        sums.extend([("gains", 1), ("gain_millionths", signed_millionths(gain))]);
    }
    if let Some(quality) = record.quality_score {
        sums.extend([("qualities", 1), ("quality_millionths", signed_millionths(quality))]);
    }
    sums
}
