use std::time::Duration;

use axum::{Json, extract::State};
use genesis_aws::{Cloud, Gate};
use genesis_core::{Declaration, Fault, Guard, Idempotency, Kind, Method, Route, Scope, Timestamp, Trigger};
use genesis_http::{Caller, Function, Json as Body, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    client::{CLIENTS_SEEN, KnownClient},
    invalid_field::{fitting, within},
};

const DECLARATION: Declaration = Declaration {
    name: "manage-client",
    summary: "Blocks a key or a user of the tenant for a while, takes a block back, or lets its limits begin anew.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/rate-limits/manage-client",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 8 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &CLIENTS_SEEN,
    memory_mib: 256,
    timeout_seconds: 10,
};

/// A client that nobody says more about is blocked for five minutes.
const USUAL_S: u64 = 300;
/// Thirty days: whoever is to stay out for longer loses its key.
const LONGEST_S: u32 = 30 * 24 * 60 * 60;
const LONGEST_REASON: usize = 500;
/// So many at a time: they are looked at with each request.
const MOST_BLOCKS: usize = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Managed {
    /// The id of a key or of a user.
    client_id: String,
    action: Action,
    /// Of a block, in seconds; five minutes where absent.
    #[schemars(range(min = 1, max = 2_592_000))]
    duration: Option<u64>,
    /// Of a block.
    #[schemars(length(max = 500))]
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Action {
    Block,
    Unblock,
    Reset,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClientManaged {
    success: bool,
    client_id: String,
    action: Action,
    blocked_until: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("the tenant blocks a hundred clients already")]
struct TooManyBlocks;

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, manage_client).takes::<Managed>().gives::<ClientManaged>()
}

async fn manage_client(State(cloud): State<Cloud>, caller: Caller, Body(managed): Body<Managed>) -> Result<Json<ClientManaged>, Problem> {
    let (reason, now) = (managed.reason.unwrap_or_default(), cloud.clock().now());
    fitting("reason", reason.chars().count() <= LONGEST_REASON, "at most 500 characters")?;
    let seconds = within("duration", managed.duration.unwrap_or(USUAL_S), 1..=LONGEST_S)?;
    let client = KnownClient::find(&cloud, caller.tenant, &managed.client_id).await?;
    let gate = cloud.gate(caller.tenant);
    let blocked_until = match managed.action {
        Action::Block => {
            client.may_be_shut_out_by(&caller)?;
            has_room(&gate, now).await?;
            let until = now.plus(Duration::from_secs(seconds.into()));
            gate.block(&client.name, until, &reason).await?;
            Some(until)
        }
        Action::Unblock => gate.unblock(&client.name).await.map(|()| None)?,
        Action::Reset => gate.reset(&client.name).await.map(|()| None)?,
    };
    let blocked_until = blocked_until.map(|until| until.to_string());
    Ok(Json(ClientManaged { success: true, client_id: managed.client_id, action: managed.action, blocked_until }))
}

async fn has_room(gate: &Gate, now: Timestamp) -> Result<(), Problem> {
    let seen = gate.look().await?;
    let current = seen.blocks.values().filter(|until| **until > now).count();
    if current < MOST_BLOCKS { Ok(()) } else { Err(TooManyBlocks.into()) }
}

impl Fault for TooManyBlocks {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        "too_many_blocks"
    }
}
