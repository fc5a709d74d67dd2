use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem, Query};
use genesis_limits::Rate;
use genesis_threats::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    client::{CLIENTS_SEEN, KnownClient},
    threat_detection::threat,
};

const DECLARATION: Declaration = Declaration {
    name: "get-client-status",
    summary: "Shows what a key or a user of the tenant may ask, has asked, and whether it is blocked.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/rate-limits/client-status",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &CLIENTS_SEEN,
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// The id of a key or of a user.
    client_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClientStatus {
    success: bool,
    client_id: String,
    current_limits: CurrentLimits,
    usage: Usage,
    blocked: bool,
    blocked_until: Option<String>,
    /// Null where it went on after refusals.
    reason: Option<String>,
    /// How often it went on after a refusal, within an hour of the last time.
    violations: u32,
    /// By the block that these lead to: `none`, `low` for a minute, `medium` for 5, `high` for 15, `critical` for an hour.
    threat_level: &'static str,
    /// When it last showed who it is; to five minutes, and null before the first time.
    last_request: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CurrentLimits {
    requests_per_minute: u32,
    burst_size: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Usage {
    /// Requests that are admitted at once, if the tenant's own limit allows.
    remaining: u32,
    reset_seconds: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_client_status).takes_query::<Which>().gives::<ClientStatus>()
}

async fn get_client_status(State(cloud): State<Cloud>, caller: Caller, Query(which): Query<Which>) -> Result<Json<ClientStatus>, Problem> {
    let client = KnownClient::find(&cloud, caller.tenant, &which.client_id).await?;
    let (gate, load, now) = (cloud.gate(caller.tenant), cloud.commons().load().await?, cloud.clock().now());
    let (seen, name) = (gate.look().await?, client.name.to_string());
    let limit = gate.terms(&seen, load).client(client.kind);
    let Rate { per_minute, burst } = limit.rate;
    let reading = limit.reading(seen.levels.get(&name), now);
    let blocked_until = seen.blocks.get(&name).filter(|until| **until > now);
    let violations = seen.violations.get(&name).filter(|violations| !violations.are_forgotten(now));
    let last_request = client.last_request(&cloud, caller.tenant).await?;
    Ok(Json(ClientStatus {
        success: true,
        client_id: which.client_id,
        current_limits: CurrentLimits { requests_per_minute: per_minute, burst_size: burst },
        usage: Usage { remaining: reading.remaining, reset_seconds: reading.reset_in.as_secs() },
        blocked: blocked_until.is_some(),
        blocked_until: blocked_until.map(ToString::to_string),
        reason: blocked_until.and_then(|_| seen.reasons.get(&name).cloned()),
        violations: violations.map_or(0, |violations| violations.count),
        threat_level: violations.map_or(Level::None, |violations| threat(violations, now)).as_str(),
        last_request: last_request.map(|at| at.to_string()),
    }))
}
