use axum::{Json, extract::State};
use genesis_access::Keyring;
use genesis_aws::{Cloud, Decision};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS, ended};

const DECLARATION: Declaration = Declaration {
    name: "end-all-sessions",
    summary: "Logs out everywhere: ends all of the caller's sessions.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/security/sessions",
        guard: Guard::AccountOneFactor,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionsEnded {
    success: bool,
    sessions_ended: usize,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, end_all_sessions).gives::<SessionsEnded>()
}

async fn end_all_sessions(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<SessionsEnded>, Problem> {
    let keyrings = cloud.keyrings_of(caller.tenant);
    let ended = keyrings.change((caller.tenant, caller.user), |seen| {
        let keyring = Keyring { sessions: Vec::new(), ..seen.keyring.clone() };
        let changes = ended(&seen.keyring.sessions);
        Ok::<_, Problem>(Decision { keyring, outcome: changes.len(), changes })
    });
    Ok(Json(SessionsEnded { success: true, sessions_ended: ended.await? }))
}
