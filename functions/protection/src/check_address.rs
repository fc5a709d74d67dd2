use std::{net::IpAddr, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use genesis_audit::EventType;
use genesis_aws::{Cloud, StoredRecord};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, TenantId, Timestamp, Trigger};
use genesis_http::{Caller, Function, Problem};
use genesis_threats::{Activity, Recommendation, Risk, RiskLevel, plain};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "check-address",
    summary: "Tells what an address has done to the tenant in a day, and what to think of it.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/check-ip/{ip}",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Read] }],
    memory_mib: 512,
    timeout_seconds: 20,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// So many records are looked at, the newest: a call costs the same however much a tenant does.
const LOOKED_AT: u32 = 5_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AddressChecked {
    success: bool,
    ip: String,
    /// Of the last 24 hours.
    activity: ActivityView,
    reputation: ReputationView,
    /// False where the day has seen more than 5,000 records, of which the newest were looked at.
    complete: bool,
    /// RFC 3339.
    timestamp: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ActivityView {
    auth_failures: u32,
    access_denied: u32,
    rate_limits: u32,
    violations: u32,
    total_events: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ReputationView {
    should_block: bool,
    /// `minimal`, `low`, `medium`, `high` or `critical`.
    risk_level: &'static str,
    /// `block` or `allow`.
    recommendation: &'static str,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, check_address).gives::<AddressChecked>()
}

async fn check_address(State(cloud): State<Cloud>, caller: Caller, Path(ip): Path<String>) -> Result<Json<AddressChecked>, Problem> {
    let address: IpAddr =
        ip.parse().map_err(|_| Problem::new(Kind::Malformed, "invalid_address", "not an IPv4 or IPv6 address").at("ip"))?;
    let (address, now) = (plain(address), cloud.clock().now());
    let (records, complete) = of_address(&cloud, caller.tenant, address, now).await?;
    let day = activity(records.iter());
    let hour = activity(records.iter().filter(|stored| stored.record.timestamp.plus(HOUR) > now));
    let risk = Risk::of(&day, &hour, false);
    Ok(Json(AddressChecked {
        success: true,
        ip: address.to_string(),
        activity: day.into(),
        reputation: risk.into(),
        complete,
        timestamp: now.to_string(),
    }))
}

/// What the tenant's audit has of an address within a day.
async fn of_address(cloud: &Cloud, tenant: TenantId, address: IpAddr, now: Timestamp) -> Result<(Vec<StoredRecord>, bool), Problem> {
    let from = Timestamp(now.0 - i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX));
    let window = cloud.audit_records(tenant).since(from, LOOKED_AT).await?;
    let is_from_there = |stored: &StoredRecord| {
        let written = stored.record.subject.ip_address.as_deref().and_then(|written| written.parse().ok());
        written.map(plain) == Some(address)
    };
    Ok((window.records.into_iter().filter(is_from_there).collect(), window.is_whole))
}

fn activity<'a>(records: impl Iterator<Item = &'a StoredRecord>) -> Activity {
    records.fold(Activity::default(), |mut activity, stored| {
        activity.total_events += 1;
        match stored.record.event_type {
            // Whoever tells of something could tell of anything: it is no finding of the platform's.
            _ if stored.record.is_told() => {}
            EventType::AuthFailure => activity.auth_failures += 1,
            EventType::AccessDenied => activity.access_denied += 1,
            EventType::RateLimitExceeded => activity.rate_limits += 1,
            EventType::SecurityViolation | EventType::HmacValidationFailure => activity.violations += 1,
            EventType::AuthSuccess | EventType::DataAccess | EventType::DataModification | EventType::PiiDetected => {}
        }
        activity
    })
}

impl From<Activity> for ActivityView {
    fn from(activity: Activity) -> Self {
        let Activity { auth_failures, access_denied, rate_limits, violations, total_events } = activity;
        Self { auth_failures, access_denied, rate_limits, violations, total_events }
    }
}

impl From<Risk> for ReputationView {
    fn from(risk: Risk) -> Self {
        let risk_level = match risk.level {
            RiskLevel::Minimal => "minimal",
            RiskLevel::Low => "low",
            RiskLevel::Medium => "medium",
            RiskLevel::High => "high",
            RiskLevel::Critical => "critical",
        };
        let (should_block, recommendation) = match risk.recommendation {
            Recommendation::Block => (true, "block"),
            Recommendation::Allow => (false, "allow"),
        };
        Self { should_block, risk_level, recommendation }
    }
}
