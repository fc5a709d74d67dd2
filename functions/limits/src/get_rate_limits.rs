use axum::{Json, extract::State};
use genesis_aws::{Cloud, Sight};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Timestamp, Trigger};
use genesis_http::{Caller, Function, Problem, Query};
use genesis_limits::{Algorithm, ClientName, Limit, Meter, Rate, Reading, RouteClass, Terms, Violations};
use genesis_threats::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    alerts::{Alert, alerts},
    breaker_view::Sum,
    hours::{Overview, first_hour},
    threat_detection::{ThreatDetection, threats},
};

const DECLARATION: Declaration = Declaration {
    name: "get-rate-limits",
    summary: "Shows how a tenant's rate limits stand, whom they block, and what came of its requests.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/rate-limits/dashboard",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const HOUR_S: u32 = 3_600;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Seconds before now; counted are the hours they lie in.
    #[serde(rename = "timeRange")]
    #[schemars(range(min = 1, max = 86_400))]
    time_range: Option<u64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateLimits {
    success: bool,
    overview: Overview,
    rate_limits: TenantLimits,
    circuit_breakers: Sum,
    threat_detection: ThreatDetection,
    tenant_usage: Vec<TenantUsage>,
    recent_blocks: Vec<BlockView>,
    /// Clients that went on after a refusal within the last hour.
    violations: Vec<ViolationView>,
    system_health: SystemHealth,
    alerts: Vec<Alert>,
    timestamp: String,
}

/// What all callers of the tenant have together, and how it stands.
#[derive(Debug, Serialize, JsonSchema)]
struct TenantLimits {
    tier: &'static str,
    requests_per_minute: u32,
    burst_size: u32,
    remaining: u32,
    reset_seconds: u64,
    endpoints: Vec<EndpointLimit>,
}

/// What each endpoint of a class gives.
#[derive(Debug, Serialize, JsonSchema)]
struct EndpointLimit {
    endpoint: &'static str,
    algorithm: &'static str,
    requests_per_minute: u32,
    burst_size: u32,
    /// Whether the tenant set it itself.
    own: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BlockView {
    client_id: String,
    until: String,
    /// Null where it went on after refusals.
    reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ViolationView {
    client_id: String,
    count: u32,
    last: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SystemHealth {
    /// Which share of what the platform takes its instances leased in the last whole minute.
    load: f64,
}

/// What is used of one of the limits that all callers of the tenant have together.
#[derive(Debug, Serialize, JsonSchema)]
struct TenantUsage {
    /// `tenant` for what may come at once, `hour` or `day`.
    limit: &'static str,
    requests: u32,
    used: u32,
    remaining: u32,
    /// Until none of it is used.
    reset_seconds: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_rate_limits).takes_query::<Which>().gives::<RateLimits>()
}

async fn get_rate_limits(State(cloud): State<Cloud>, caller: Caller, Query(which): Query<Which>) -> Result<Json<RateLimits>, Problem> {
    let now = cloud.clock().now();
    let first = first_hour(which.time_range, HOUR_S, now)?;
    let (gate, load, breakers) = (cloud.gate(caller.tenant), cloud.commons().load().await?, cloud.breakers());
    let seen = gate.look().await?;
    let (overview, circuit_breakers) = (Overview::of(&seen, first, now), Sum::of(&breakers.all().await?));
    let threats = threats(&seen, now);
    let status = Status::of(&threats);
    let terms = gate.terms(&seen, load);
    let alerts = alerts(&overview, &circuit_breakers, status, load);
    let system_health = SystemHealth { load: f64::from(load.thousandths()) / 1_000.0 };
    Ok(Json(RateLimits {
        success: true,
        overview,
        rate_limits: TenantLimits::of(&seen, &terms, now),
        circuit_breakers,
        threat_detection: ThreatDetection::of(&threats, status),
        tenant_usage: terms.of_all_callers().iter().map(|meter| TenantUsage::of(&seen, meter, now)).collect(),
        recent_blocks: blocks(&seen, now),
        violations: violations(&seen, now),
        system_health,
        alerts,
        timestamp: now.to_string(),
    }))
}

impl TenantLimits {
    fn of(seen: &Sight, terms: &Terms, now: Timestamp) -> Self {
        let Rate { per_minute, burst } = terms.tenant();
        let reading = Limit::new(Algorithm::TokenBucket, terms.tenant()).reading(seen.tenant_level(), now);
        let endpoint = |class: RouteClass| {
            let Limit { algorithm, rate } = terms.endpoint(class);
            let own = terms.own.contains_key(class.as_str());
            EndpointLimit {
                endpoint: class.as_str(),
                algorithm: algorithm.as_str(),
                requests_per_minute: rate.per_minute,
                burst_size: rate.burst,
                own,
            }
        };
        Self {
            tier: terms.tier.as_str(),
            requests_per_minute: per_minute,
            burst_size: burst,
            remaining: reading.remaining,
            reset_seconds: reading.reset_in.as_secs(),
            endpoints: RouteClass::ALL.into_iter().map(endpoint).collect(),
        }
    }
}

impl TenantUsage {
    fn of(seen: &Sight, meter: &Meter, now: Timestamp) -> Self {
        let (requests, _) = meter.limit.quota();
        let Reading { remaining, reset_in } = meter.limit.reading(seen.levels.get(&meter.name), now);
        let used = requests.saturating_sub(remaining);
        Self { limit: meter.policy, requests, used, remaining, reset_seconds: reset_in.as_secs() }
    }
}

fn blocks(seen: &Sight, now: Timestamp) -> Vec<BlockView> {
    let current = seen.blocks.iter().filter(|(_, until)| **until > now);
    let view = |(client, until): (&String, &Timestamp)| BlockView {
        client_id: ClientName::id_of(client).to_owned(),
        until: until.to_string(),
        reason: seen.reasons.get(client).cloned(),
    };
    current.map(view).collect()
}

fn violations(seen: &Sight, now: Timestamp) -> Vec<ViolationView> {
    let remembered = seen.violations.iter().filter(|(_, violations)| !violations.are_forgotten(now));
    let view = |(client, violations): (&String, &Violations)| ViolationView {
        client_id: ClientName::id_of(client).to_owned(),
        count: violations.count,
        last: violations.last.to_string(),
    };
    remembered.map(view).collect()
}
