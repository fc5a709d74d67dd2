use std::collections::BTreeMap;

use axum::{Json, extract::State};
use genesis_aws::{Cloud, DayOfUsage};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, MicroDollars, Resource, Route, Scope, TenantId, Trigger};
use genesis_http::{Authority, Function, PathId, Problem, Query};
use genesis_tenancy::{Days, Metered};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "get-tenant-analytics",
    summary: "Tells what a tenant has used day by day, and what that costs.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants/{tenantId}/analytics",
        guard: Guard::Scope(Scope::ViewAnalytics),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("usage"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichUsage {
    /// A day in UTC; the first of the month of `end_date` where absent.
    #[schemars(extend("format" = "date"))]
    start_date: Option<String>,
    /// A day in UTC, at most 366 days on; today where absent.
    #[schemars(extend("format" = "date"))]
    end_date: Option<String>,
    /// All where absent.
    #[schemars(with = "Option<String>", extend("enum" = ["orchestration_runs", "tokens", "agent_executions", "memory_items", "router_calls", "storage"]))]
    resource_type: Option<Metered>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Analytics {
    start_date: String,
    end_date: String,
    /// In millionths of a US dollar.
    pub(crate) total_cost_microdollars: i64,
    usage: Vec<Usage>,
    /// The days on which something was used.
    daily_breakdown: Vec<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Usage {
    #[schemars(extend("enum" = ["orchestration_runs", "tokens", "agent_executions", "memory_items", "router_calls", "storage"]))]
    resource_type: &'static str,
    /// Of storage the bytes that came, less those that went.
    total_usage: i64,
    /// On the day with the most.
    peak_usage: i64,
    /// A day.
    average_usage: f64,
    /// Null of storage, which is paid for by how long it is had.
    unit_cost_microdollars: Option<i64>,
    total_cost_microdollars: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Day {
    date: String,
    usage: BTreeMap<&'static str, i64>,
    cost_microdollars: i64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_tenant_analytics).takes_query::<WhichUsage>().gives::<Analytics>()
}

async fn get_tenant_analytics(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(tenant): PathId<TenantId>,
    Query(which): Query<WhichUsage>,
) -> Result<Json<Analytics>, Problem> {
    authority.over(tenant)?;
    let days = Days::between(which.start_date.as_deref(), which.end_date.as_deref(), cloud.clock().now())?;
    let used = cloud.quotas(tenant).days(&days).await?;
    let asked: Vec<Metered> = Metered::ALL.into_iter().filter(|metered| which.resource_type.is_none_or(|only| only == *metered)).collect();
    Ok(Json(Analytics::of(&days, &used, &asked)))
}

impl Analytics {
    pub(crate) fn of(days: &Days, used: &[DayOfUsage], asked: &[Metered]) -> Self {
        let usage: Vec<Usage> = asked.iter().map(|metered| Usage::of(*metered, days, used)).collect();
        Self {
            start_date: days.first().to_owned(),
            end_date: days.last().to_owned(),
            total_cost_microdollars: usage.iter().map(|usage| usage.total_cost_microdollars).sum(),
            usage,
            daily_breakdown: used.iter().map(|day| Day::of(day, asked)).filter(|day| !day.usage.is_empty()).collect(),
        }
    }

    /// By resource, in millionths of a US dollar.
    pub(crate) fn costs(&self) -> impl Iterator<Item = (&'static str, i64)> {
        self.usage.iter().map(|usage| (usage.resource_type, usage.total_cost_microdollars))
    }
}

impl Usage {
    fn of(metered: Metered, days: &Days, used: &[DayOfUsage]) -> Self {
        let amounts = || used.iter().filter_map(|day| day.used.get(&metered).copied());
        let total: i64 = amounts().sum();
        Self {
            resource_type: metered.as_str(),
            total_usage: total,
            peak_usage: amounts().max().unwrap_or_default(),
            average_usage: (total as f64 / f64::from(days.count()) * 100.0).round() / 100.0,
            unit_cost_microdollars: metered.unit_cost().map(|cost| cost.0),
            total_cost_microdollars: metered.cost(total).0,
        }
    }
}

impl Day {
    fn of(day: &DayOfUsage, asked: &[Metered]) -> Self {
        let used = || asked.iter().filter_map(|metered| Some((*metered, *day.used.get(metered).filter(|amount| **amount != 0)?)));
        Self {
            date: day.date.clone(),
            usage: used().map(|(metered, amount)| (metered.as_str(), amount)).collect(),
            cost_microdollars: used().map(|(metered, amount)| metered.cost(amount)).sum::<MicroDollars>().0,
        }
    }
}
