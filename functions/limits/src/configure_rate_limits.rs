use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, Problem};
use genesis_limits::{Limit, MOST_PER_MINUTE, Rate, RouteClass};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::invalid_field::within;

const DECLARATION: Declaration = Declaration {
    name: "configure-rate-limits",
    summary: "Lets the endpoints of a class give the tenant's callers less than its tier does, or as much again.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/rate-limits/config",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLimits {
    /// Which endpoints.
    endpoint: EndpointClass,
    /// What each of them gives, at most what the tier does; of `security` and `credentials` at least what the tier `free` does, so that who
    /// undoes a limit is not kept from it. Null or absent: what the tier does.
    limits: Option<GivenRate>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum EndpointClass {
    Orchestration,
    Agents,
    Webhooks,
    Security,
    Credentials,
    Api,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GivenRate {
    #[schemars(range(min = 1))]
    requests_per_minute: u64,
    #[schemars(range(min = 1))]
    burst_size: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LimitsConfigured {
    success: bool,
    tier: &'static str,
    endpoint: EndpointClass,
    requests_per_minute: u32,
    burst_size: u32,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, configure_rate_limits).takes::<NewLimits>().gives::<LimitsConfigured>()
}

async fn configure_rate_limits(
    State(cloud): State<Cloud>,
    caller: Caller,
    Body(new): Body<NewLimits>,
) -> Result<Json<LimitsConfigured>, Problem> {
    let (gate, class) = (cloud.gate(caller.tenant), RouteClass::from(new.endpoint));
    let (seen, load) = (gate.look().await?, cloud.commons().load().await?);
    let mut terms = gate.terms(&seen, load);
    terms.own.remove(class.as_str());
    let Limit { rate: most, .. } = terms.endpoint(class);
    let own = new.limits.map(|given| given.parse(class.least())).transpose()?;
    gate.configure(class, own).await?;
    // More than the tier gives is as much as it gives.
    let Rate { per_minute, burst } = own.map_or(most, |own| own.at_most(most));
    let tier = terms.tier.as_str();
    Ok(Json(LimitsConfigured { success: true, tier, endpoint: new.endpoint, requests_per_minute: per_minute, burst_size: burst }))
}

impl GivenRate {
    fn parse(self, least: Rate) -> Result<Rate, Problem> {
        let at_most = |given: u64| u32::try_from(given).unwrap_or(MOST_PER_MINUTE).min(MOST_PER_MINUTE);
        let per_minute =
            within("limits.requests_per_minute", at_most(self.requests_per_minute).into(), least.per_minute..=MOST_PER_MINUTE)?;
        let burst = within("limits.burst_size", at_most(self.burst_size).into(), least.burst..=MOST_PER_MINUTE)?;
        Ok(Rate::new(per_minute, burst))
    }
}

impl From<EndpointClass> for RouteClass {
    fn from(class: EndpointClass) -> Self {
        match class {
            EndpointClass::Orchestration => RouteClass::Orchestration,
            EndpointClass::Agents => RouteClass::Agents,
            EndpointClass::Webhooks => RouteClass::Webhooks,
            EndpointClass::Security => RouteClass::Security,
            EndpointClass::Credentials => RouteClass::Credentials,
            EndpointClass::Api => RouteClass::Api,
        }
    }
}
