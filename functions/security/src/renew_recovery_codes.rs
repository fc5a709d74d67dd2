use axum::{Json, extract::State};
use genesis_access::{Keyring, RecoveryCode};
use genesis_aws::{Cloud, Decision};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};

use crate::{
    credentials::{CREDENTIALS, PEPPER, Refused, SEALING_KEY, still_in},
    recovery_codes::RecoveryCodes,
};

const DECLARATION: Declaration = Declaration {
    name: "renew-recovery-codes",
    summary: "Gives eight recovery codes in the place of those there were, to who has shown the second factor.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/mfa/recovery-codes",
        guard: Guard::Account,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER, SEALING_KEY],
    memory_mib: 256,
    timeout_seconds: 10,
};

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, renew_recovery_codes).gives::<RecoveryCodes>()
}

async fn renew_recovery_codes(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<RecoveryCodes>, Problem> {
    let (keyrings, keys, codes) = (cloud.keyrings_of(caller.tenant), cloud.api_keys_of(caller.tenant), RecoveryCode::set(cloud.ids()));
    let known = keys.known(caller.tenant, caller.user).await?;
    let renewed = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        let factor = seen.keyring.confirmed_factor().ok_or(Refused::NotEnrolled)?;
        caller.with_two_factors()?;
        let factor = Some(factor.clone().with_recovery_codes(&codes, &known));
        Ok::<_, Problem>(Decision { keyring: Keyring { factor, ..seen.keyring.clone() }, changes: Vec::new(), outcome: () })
    });
    renewed.await?;
    Ok(Json(RecoveryCodes::of(&codes)))
}
