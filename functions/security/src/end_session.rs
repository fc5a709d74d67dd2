use std::str::FromStr;

use axum::{Json, extract::State};
use genesis_aws::{Cloud, Decision};
use genesis_core::{CredentialId, Declaration, Guard, Idempotency, Method, Route, SessionId, Trigger, UnreadableId};
use genesis_http::{Caller, Function, PathId, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS, ended};

const DECLARATION: Declaration = Declaration {
    name: "end-session",
    summary: "Logs out: ends one of the caller's sessions, or with `current` that which the call comes with.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/security/sessions/{sessionId}",
        guard: Guard::OneFactor,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// Which session is meant.
#[derive(Debug)]
enum Which {
    Current,
    Named(SessionId),
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionEnded {
    success: bool,
    session_id: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, end_session).gives::<SessionEnded>()
}

async fn end_session(State(cloud): State<Cloud>, caller: Caller, PathId(which): PathId<Which>) -> Result<Json<SessionEnded>, Problem> {
    let id = which.of(&caller).ok_or_else(Problem::not_found)?;
    let keyrings = cloud.keyrings_of(caller.tenant);
    let ended = keyrings.change((caller.tenant, caller.user), |seen| {
        let (keyring, over) = seen.keyring.clone().without_session(id).ok_or_else(Problem::not_found)?;
        if caller.credential != CredentialId::Key(over.key.clone()) {
            caller.over_own(&CredentialId::Session(id))?;
        }
        Ok::<_, Problem>(Decision { keyring, changes: ended(&[over]), outcome: id })
    });
    Ok(Json(SessionEnded { success: true, session_id: ended.await?.to_string() }))
}

impl Which {
    fn of(self, caller: &Caller) -> Option<SessionId> {
        match (self, &caller.credential) {
            (Which::Named(id), _) => Some(id),
            (Which::Current, CredentialId::Session(id)) => Some(*id),
            (Which::Current, CredentialId::Key(_)) => None,
        }
    }
}

impl FromStr for Which {
    type Err = UnreadableId;

    fn from_str(text: &str) -> Result<Self, UnreadableId> {
        if text == "current" { Ok(Which::Current) } else { text.parse().map(Which::Named) }
    }
}
