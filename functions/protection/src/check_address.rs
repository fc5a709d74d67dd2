use std::{net::IpAddr, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use genesis_audit::EventType;
use genesis_aws::{Cloud, Opinion, StoredRecord};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, TenantId, Timestamp, Trigger};
use genesis_http::{Caller, Function, Problem};
use genesis_threats::{Activity, Recommendation, Reputation, Risk, RiskLevel, plain};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "check-address",
    summary: "Tells what an address has done to the tenant in a day, what is known of it elsewhere, and what to think of it.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/check-ip/{ip}",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("security"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("reputation-keys"), access: &[Access::Read] },
    ],
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
    /// What is known of it elsewhere; nothing of an address of a private network.
    sources: Vec<SourceView>,
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

/// What one source says: `list`, which is the platform's own, or `abuseipdb` where the platform asks it.
#[derive(Debug, Serialize, JsonSchema)]
struct SourceView {
    source: &'static str,
    /// Whether it answered, now or within the last hour.
    reached: bool,
    is_harmful: bool,
    /// How sure it is that the address means harm, from 0 to 100; from 75 on it is harmful. Null where it was not reached.
    confidence: Option<u8>,
    /// What it knows, or why it was not reached.
    detail: Option<String>,
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
    let opinions = cloud.reputations().of(address).await;
    let is_denied = !cloud.address_lists().door().await?.admit(address);
    let risk = Risk::of(&day, &hour, is_denied || opinions.iter().any(is_harmful));
    Ok(Json(AddressChecked {
        success: true,
        ip: address.to_string(),
        activity: day.into(),
        reputation: risk.into(),
        sources: opinions.into_iter().map(SourceView::from).collect(),
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
            EventType::AuthFailure => activity.auth_failures += 1,
            EventType::AccessDenied => activity.access_denied += 1,
            EventType::RateLimitExceeded => activity.rate_limits += 1,
            EventType::SecurityViolation | EventType::HmacValidationFailure => activity.violations += 1,
            EventType::AuthSuccess | EventType::DataAccess | EventType::DataModification | EventType::PiiDetected => {}
        }
        activity
    })
}

fn is_harmful(opinion: &Opinion) -> bool {
    opinion.said.as_ref().is_ok_and(Reputation::is_harmful)
}

impl From<Opinion> for SourceView {
    fn from(opinion: Opinion) -> Self {
        let (source, is_harmful) = (opinion.source, is_harmful(&opinion));
        match opinion.said {
            Ok(Reputation { confidence, reason }) => {
                Self { source, reached: true, is_harmful, confidence: Some(confidence), detail: reason }
            }
            Err(unreached) => Self { source, reached: false, is_harmful, confidence: None, detail: Some(unreached.to_string()) },
        }
    }
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
