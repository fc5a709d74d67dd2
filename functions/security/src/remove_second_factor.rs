use axum::{Json, extract::State};
use genesis_access::Keyring;
use genesis_aws::{Cloud, Decision};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS, Refused, still_in};

const DECLARATION: Declaration = Declaration {
    name: "remove-second-factor",
    summary: "Removes the caller's second factor and its recovery codes, for who has shown it.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/security/mfa",
        guard: Guard::Account,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SecondFactorRemoved {
    success: bool,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, remove_second_factor).gives::<SecondFactorRemoved>()
}

async fn remove_second_factor(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<SecondFactorRemoved>, Problem> {
    let keyrings = cloud.keyrings_of(caller.tenant);
    let removed = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        seen.keyring.confirmed_factor().ok_or(Refused::NotEnrolled)?;
        caller.with_two_factors()?;
        Ok::<_, Problem>(Decision { keyring: Keyring { factor: None, ..seen.keyring.clone() }, changes: Vec::new(), outcome: () })
    });
    removed.await?;
    Ok(Json(SecondFactorRemoved { success: true }))
}
