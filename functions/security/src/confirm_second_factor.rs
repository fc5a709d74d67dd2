use axum::{Json as Answer, extract::State};
use genesis_access::{Factor, Keyring, MfaCode, Proof, RecoveryCode};
use genesis_aws::{Cloud, Decision};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Json, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    credentials::{CREDENTIALS, PEPPER, Refused, SEALING_KEY, still_in, unchanged},
    recovery_codes::RecoveryCodes,
};

const DECLARATION: Declaration = Declaration {
    name: "confirm-second-factor",
    summary: "Takes a first code of the caller's authenticator app: from then on its codes count. Gives eight recovery codes.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/mfa/confirm",
        guard: Guard::AccountOneFactor,
        body_limit_bytes: 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER, SEALING_KEY],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    /// The six digits that the app shows.
    #[schemars(regex(pattern = "^[0-9]{6}$"), example = "123456")]
    code: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, confirm_second_factor).takes::<FirstCode>().gives::<RecoveryCodes>()
}

async fn confirm_second_factor(
    State(cloud): State<Cloud>,
    caller: Caller,
    Json(first): Json<FirstCode>,
) -> Result<Answer<RecoveryCodes>, Problem> {
    let code = MfaCode::parse(&first.code).ok_or(Refused::Code)?;
    let (keyrings, keys, now) = (cloud.keyrings_of(caller.tenant), cloud.api_keys_of(caller.tenant), cloud.clock().now());
    let known = keys.known(caller.tenant, caller.user).await?;
    let codes = RecoveryCode::set(cloud.ids());
    let holds = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        if seen.keyring.factor.is_none() || seen.keyring.confirmed_factor().is_some() {
            return Err(Problem::from(Refused::NotEnrolled));
        }
        Ok(match seen.keyring.prove(&code, &known, now)? {
            Proof::Holds(keyring) => {
                let confirmed = |factor: Factor| factor.confirmed(now).with_recovery_codes(&codes, &known);
                let factor = keyring.factor.clone().map(confirmed);
                Decision { keyring: Keyring { factor, ..keyring }, changes: Vec::new(), outcome: true }
            }
            Proof::Fails(keyring) => Decision { keyring, changes: Vec::new(), outcome: false },
            Proof::NotTaken => unchanged(&seen.keyring, false),
        })
    });
    if holds.await? { Ok(Answer(RecoveryCodes::of(&codes))) } else { Err(Refused::NotConfirmed.into()) }
}
