use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    credentials::{CREDENTIALS_SEEN, credentials_of},
    session_view::SessionView,
};

const DECLARATION: Declaration = Declaration {
    name: "list-sessions",
    summary: "Lists the caller's open sessions, the oldest first.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/sessions",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS_SEEN],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionList {
    /// Five at most.
    sessions: Vec<SessionView>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_sessions).gives::<SessionList>()
}

async fn list_sessions(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<SessionList>, Problem> {
    let (credentials, now) = (credentials_of(&cloud, &caller).await?, cloud.clock().now());
    let hashes = credentials.sessions.into_iter().map(|session| session.hash);
    let found = cloud.sessions_of(caller.tenant).find_all(hashes).await?;
    let open = found.iter().filter(|record| record.times.is_open(now));
    Ok(Json(SessionList { sessions: open.map(|record| SessionView::of(record, &caller.credential)).collect() }))
}
