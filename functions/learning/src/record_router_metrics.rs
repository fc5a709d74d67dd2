use std::collections::BTreeMap;

use axum::extract::State;
use genesis_aws::{Cloud, RouterRecord, StoreError};
use genesis_core::{
    Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, RouterMetricsId, RunId, Scope, Timestamp, Trigger,
};
use genesis_http::{Caller, Created, Function, Json, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    routed::{Budget, Documents, Scores},
    six_decimals,
};

const DECLARATION: Declaration = Declaration {
    name: "record-router-metrics",
    summary: "Keeps what a router of the caller's did for a run.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/router/metrics",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 256 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("learning"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

const DETAIL_BYTES: usize = 64 * 1024;
const METADATA_BYTES: usize = 16 * 1024;
const MOST_ROLES: usize = 100;
const LONGEST_TIME_MS: u64 = 86_400_000;
const MOST_TOKENS: u64 = 1_000_000_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRouterMetrics {
    #[schemars(extend("format" = "uuid"))]
    run_id: String,
    /// `RCR` where absent.
    #[schemars(extend("enum" = ["RCR", "LAG", "BMAD", null]))]
    algorithm: Option<String>,
    /// Tokens by role; at most 100 roles.
    budget_per_role: Option<BTreeMap<String, Budget>>,
    /// Ids, by role or as one list, each once there; at most 1,000.
    selected_documents: Option<Documents>,
    /// By document, by role and document, or as one list; at most 1,000.
    importance_scores: Option<Scores>,
    /// Below zero where routing cost more than it saved.
    #[schemars(range(min = -10_000.0, max = 100.0))]
    token_savings_percentage: Option<f64>,
    #[schemars(range(max = 86_400_000))]
    selection_time_ms: Option<u64>,
    #[schemars(range(max = 1_000_000_000))]
    total_selected_tokens: Option<u64>,
    /// A hundredth of the savings where absent.
    #[schemars(range(min = -100.0, max = 1.0))]
    efficiency_gain: Option<f64>,
    /// At most 16 KiB of JSON.
    metadata: Option<Map<String, Value>>,
}

/// How context was routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rcr,
    Lag,
    Bmad,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RouterMetricsRecorded {
    success: bool,
    metrics_id: String,
    run_id: String,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, record_router_metrics).takes::<NewRouterMetrics>().gives::<RouterMetricsRecorded>()
}

async fn record_router_metrics(
    State(cloud): State<Cloud>,
    caller: Caller,
    Json(new): Json<NewRouterMetrics>,
) -> Result<Created<RouterMetricsRecorded>, Problem> {
    new.check()?;
    let no_run = || Problem::not_found().at("run_id");
    let run: RunId = new.run_id.parse().map_err(|_| no_run())?;
    let record = new.into_record(RouterMetricsId::new(cloud.ids().next()), run, cloud.clock().now())?;
    cloud.runs(caller.tenant).find(run).await?.ok_or_else(no_run)?;
    let record = keep(&cloud, &caller, record).await?;
    Ok(Created(RouterMetricsRecorded {
        success: true,
        metrics_id: record.id.to_string(),
        run_id: record.run_id.to_string(),
        timestamp: record.recorded_at.to_string(),
    }))
}

/// Stores the metrics. Those of the same id are the same call come again, and stay as they are.
async fn keep(cloud: &Cloud, caller: &Caller, record: RouterRecord) -> Result<RouterRecord, StoreError> {
    let metrics = cloud.router_metrics(caller.tenant);
    match metrics.add(&record).await {
        Ok(()) => Ok(record),
        Err(StoreError::Conflict) => metrics.find(record.run_id, record.id).await?.ok_or(StoreError::Conflict),
        Err(error) => Err(error),
    }
}

impl NewRouterMetrics {
    fn check(&self) -> Result<(), InvalidMetrics> {
        let within = |figure: Option<f64>, least: f64, most: f64| figure.is_none_or(|figure| (least..=most).contains(&figure));
        if !within(self.token_savings_percentage, -10_000.0, 100.0) {
            return Err(InvalidMetrics::Savings);
        }
        if !within(self.efficiency_gain, -100.0, 1.0) {
            return Err(InvalidMetrics::Gain);
        }
        if self.selection_time_ms.is_some_and(|time| time > LONGEST_TIME_MS) {
            return Err(InvalidMetrics::Time);
        }
        if self.total_selected_tokens.is_some_and(|tokens| tokens > MOST_TOKENS) {
            return Err(InvalidMetrics::Tokens);
        }
        if self.budget_per_role.as_ref().is_some_and(|budgets| budgets.len() > MOST_ROLES) {
            return Err(InvalidMetrics::Budgets);
        }
        if self.selected_documents.as_ref().is_some_and(|documents| !documents.is_fitting()) {
            return Err(InvalidMetrics::Documents);
        }
        if self.importance_scores.as_ref().is_some_and(|scores| !scores.is_fitting()) {
            return Err(InvalidMetrics::Scores);
        }
        Ok(())
    }

    fn into_record(self, id: RouterMetricsId, run_id: RunId, now: Timestamp) -> Result<RouterRecord, InvalidMetrics> {
        Ok(RouterRecord {
            id,
            run_id,
            algorithm: Algorithm::parse(self.algorithm.as_deref())?.as_str().to_owned(),
            budget_per_role: json_text(self.budget_per_role.as_ref(), METADATA_BYTES).ok_or(InvalidMetrics::Budgets)?,
            selected_documents: json_text(self.selected_documents.as_ref(), DETAIL_BYTES).ok_or(InvalidMetrics::Documents)?,
            importance_scores: json_text(self.importance_scores.as_ref(), DETAIL_BYTES).ok_or(InvalidMetrics::Scores)?,
            metadata: json_text(self.metadata.as_ref(), METADATA_BYTES).ok_or(InvalidMetrics::Metadata)?,
            token_savings_percentage: self.token_savings_percentage.map(six_decimals),
            selection_time_ms: self.selection_time_ms,
            total_selected_tokens: self.total_selected_tokens,
            efficiency_gain: self.efficiency_gain.or(self.token_savings_percentage.map(|percent| percent / 100.0)).map(six_decimals),
            recorded_at: now,
        })
    }
}

impl Algorithm {
    fn parse(text: Option<&str>) -> Result<Self, InvalidMetrics> {
        let known = [Self::Rcr, Self::Lag, Self::Bmad].into_iter().find(|known| text.is_none_or(|text| text == known.as_str()));
        known.ok_or(InvalidMetrics::Algorithm)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Rcr => "RCR",
            Algorithm::Lag => "LAG",
            Algorithm::Bmad => "BMAD",
        }
    }
}

/// What is given as JSON; none where it is larger than it may be.
fn json_text<T: Serialize>(given: Option<&T>, bytes: usize) -> Option<Option<String>> {
    let Some(given) = given else { return Some(None) };
    serde_json::to_string(given).ok().filter(|text| text.len() <= bytes).map(Some)
}

#[derive(Debug, thiserror::Error)]
enum InvalidMetrics {
    #[error("one of RCR, LAG and BMAD")]
    Algorithm,
    #[error("between -10,000 and 100")]
    Savings,
    #[error("between -100 and 1")]
    Gain,
    #[error("at most {LONGEST_TIME_MS}")]
    Time,
    #[error("at most {MOST_TOKENS}")]
    Tokens,
    #[error("at most {MOST_ROLES} roles and {} KiB of JSON", METADATA_BYTES / 1024)]
    Budgets,
    #[error("at most 1,000 ids of 1 to 200 characters, each once, and {} KiB of JSON", DETAIL_BYTES / 1024)]
    Documents,
    #[error("at most 1,000 figures between -1,000,000 and 1,000,000, and {} KiB of JSON", DETAIL_BYTES / 1024)]
    Scores,
    #[error("at most {} KiB of JSON", METADATA_BYTES / 1024)]
    Metadata,
}

impl Fault for InvalidMetrics {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_router_metrics"
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidMetrics::Algorithm => "algorithm",
            InvalidMetrics::Savings => "token_savings_percentage",
            InvalidMetrics::Gain => "efficiency_gain",
            InvalidMetrics::Time => "selection_time_ms",
            InvalidMetrics::Tokens => "total_selected_tokens",
            InvalidMetrics::Budgets => "budget_per_role",
            InvalidMetrics::Documents => "selected_documents",
            InvalidMetrics::Scores => "importance_scores",
            InvalidMetrics::Metadata => "metadata",
        })
    }
}
