use axum::{Json, extract::State};
use genesis_access::{Factor, Keyring};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS_SEEN, credentials_of};

const DECLARATION: Declaration = Declaration {
    name: "get-second-factor",
    summary: "Tells whether the caller has a second factor, and how many recovery codes are left.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/mfa",
        guard: Guard::OneFactor,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS_SEEN],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SecondFactor {
    enrolled: bool,
    /// RFC 3339; null where there is none.
    confirmed_at: Option<String>,
    recovery_codes_left: usize,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_second_factor).gives::<SecondFactor>()
}

async fn get_second_factor(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<SecondFactor>, Problem> {
    Ok(Json(SecondFactor::of(&credentials_of(&cloud, &caller).await?)))
}

impl SecondFactor {
    fn of(keyring: &Keyring) -> Self {
        let factor = keyring.confirmed_factor();
        Self {
            enrolled: factor.is_some(),
            confirmed_at: factor.and_then(|factor| factor.confirmed_at).map(|at| at.to_string()),
            recovery_codes_left: factor.map_or(0, Factor::recovery_codes_left),
        }
    }
}
