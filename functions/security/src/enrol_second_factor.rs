use axum::extract::State;
use genesis_access::{Factor, Keyring, TotpSecret, random_secret};
use genesis_aws::{Cloud, Decision};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Created, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS, PEPPER, Refused, SEALING_KEY, still_in};

const DECLARATION: Declaration = Declaration {
    name: "enrol-second-factor",
    summary: "Makes a secret for the caller's authenticator app; it proves nothing before a first code confirms it.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/mfa",
        guard: Guard::AccountOneFactor,
        body_limit_bytes: 0,
        success: 201,
        // The answer holds a secret, which an idempotency key would keep.
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER, SEALING_KEY],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Enrolled {
    success: bool,
    /// In base32, for whoever types it into the app. Shown this once.
    secret: String,
    /// For the picture that the app reads.
    otpauth_uri: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, enrol_second_factor).gives::<Enrolled>()
}

/// In the place of one that was not confirmed.
async fn enrol_second_factor(State(cloud): State<Cloud>, caller: Caller) -> Result<Created<Enrolled>, Problem> {
    let (keyrings, keys) = (cloud.keyrings_of(caller.tenant), cloud.api_keys_of(caller.tenant));
    let known = keys.known(caller.tenant, caller.user).await?;
    let secret = TotpSecret::random(cloud.ids());
    let nonce = random_secret(cloud.ids()).first_chunk().copied().expect("32 bytes hold 12");
    let factor = Factor::new(&secret, nonce, &known);
    let enrolled = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        if seen.keyring.confirmed_factor().is_some() {
            return Err(Problem::from(Refused::AlreadyEnrolled));
        }
        let keyring = Keyring { factor: Some(factor.clone()), ..seen.keyring.clone() };
        Ok(Decision { keyring, changes: Vec::new(), outcome: () })
    });
    enrolled.await?;
    let otpauth_uri = secret.uri(&caller.user.to_string());
    Ok(Created(Enrolled { success: true, secret: secret.base32(), otpauth_uri }))
}
