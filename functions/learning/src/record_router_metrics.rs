use std::collections::BTreeMap;

use axum::extract::State;
use genesis_aws::{Cloud, RouterRecord, StoreError};
use genesis_core::{
    Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, RouterMetricsId, RunId, Scope, Timestamp, Trigger,
};
use genesis_http::{Caller, Created, Function, Json, Problem};
use genesis_tenancy::{ContentRefused, Passage, Screening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    invalid_field::{InvalidField, count, figure, fitting, json, no_run},
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
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

const DETAIL_KIB: usize = 64;
const OBJECT_KIB: usize = 16;
const MOST_ROLES: usize = 100;
const LONGEST_TIME_MS: u32 = 86_400_000;
const MOST_TOKENS: u32 = 1_000_000_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRouterMetrics {
    #[schemars(extend("format" = "uuid"))]
    run_id: String,
    /// `RCR` where absent.
    algorithm: Option<Algorithm>,
    /// Tokens by role; at most 100 roles, and 16 KiB of JSON.
    budget_per_role: Option<BTreeMap<String, Budget>>,
    /// Ids, by role or as one list, each once there; at most 1,000, and 64 KiB of JSON.
    selected_documents: Option<Documents>,
    /// By document, by role and document, or as one list; at most 1,000, and 64 KiB of JSON.
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
    /// How good the answer was.
    #[schemars(range(min = 0.0, max = 1.0))]
    quality_score: Option<f64>,
    /// At most 16 KiB of JSON.
    metadata: Option<Map<String, Value>>,
}

/// How context was routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
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
    Json(mut new): Json<NewRouterMetrics>,
) -> Result<Created<RouterMetricsRecorded>, Problem> {
    new.check()?;
    cloud.screen(caller.tenant, Passage::Question, |screening| new.screen(screening)).await?;
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
    fn check(&self) -> Result<(), InvalidField> {
        figure("token_savings_percentage", self.token_savings_percentage, -10_000..=100)?;
        figure("efficiency_gain", self.efficiency_gain, -100..=1)?;
        figure("quality_score", self.quality_score, 0..=1)?;
        count("selection_time_ms", self.selection_time_ms, 0..=LONGEST_TIME_MS)?;
        count("total_selected_tokens", self.total_selected_tokens, 0..=MOST_TOKENS)?;
        let roles = self.budget_per_role.as_ref().is_none_or(|budgets| budgets.len() <= MOST_ROLES);
        fitting("budget_per_role", roles, "at most 100 roles")?;
        let documents = self.selected_documents.as_ref().is_none_or(Documents::is_fitting);
        fitting("selected_documents", documents, "at most 1,000 ids of 1 to 200 characters, each once")?;
        let scores = self.importance_scores.as_ref().is_none_or(Scores::is_fitting);
        fitting("importance_scores", scores, "at most 1,000 figures between -1,000,000 and 1,000,000")
    }

    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        let roles = self.budget_per_role.iter().flat_map(BTreeMap::keys).map(|role| ("budget_per_role", role));
        let documents = self.selected_documents.iter().flat_map(Documents::names).map(|name| ("selected_documents", name));
        let scores = self.importance_scores.iter().flat_map(Scores::names).map(|name| ("importance_scores", name));
        roles.chain(documents).chain(scores).try_for_each(|(field, name)| screening.pass_name(field, name))?;
        self.metadata.iter_mut().try_for_each(|metadata| screening.pass_fields("metadata", metadata))
    }

    fn into_record(self, id: RouterMetricsId, run_id: RunId, now: Timestamp) -> Result<RouterRecord, InvalidField> {
        Ok(RouterRecord {
            id,
            run_id,
            algorithm: self.algorithm.unwrap_or(Algorithm::Rcr).as_str().to_owned(),
            budget_per_role: kept("budget_per_role", self.budget_per_role.as_ref(), OBJECT_KIB)?,
            selected_documents: kept("selected_documents", self.selected_documents.as_ref(), DETAIL_KIB)?,
            importance_scores: kept("importance_scores", self.importance_scores.as_ref(), DETAIL_KIB)?,
            metadata: kept("metadata", self.metadata.as_ref(), OBJECT_KIB)?,
            token_savings_percentage: self.token_savings_percentage.map(six_decimals),
            selection_time_ms: self.selection_time_ms,
            total_selected_tokens: self.total_selected_tokens,
            efficiency_gain: self.efficiency_gain.or(self.token_savings_percentage.map(|percent| percent / 100.0)).map(six_decimals),
            quality_score: self.quality_score.map(six_decimals),
            recorded_at: now,
        })
    }
}

impl Algorithm {
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Rcr => "RCR",
            Algorithm::Lag => "LAG",
            Algorithm::Bmad => "BMAD",
        }
    }
}

/// What is given as JSON, as the text it is kept as.
fn kept<T: Serialize>(field: &'static str, given: Option<&T>, kib: usize) -> Result<Option<String>, InvalidField> {
    given.map(|given| json(field, given, kib)).transpose()
}
