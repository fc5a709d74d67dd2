use axum::{Json, extract::State, http::HeaderMap};
use genesis_aws::{Cloud, StoreError, WebhookEvent};
use genesis_core::{
    Access, Declaration, Fault, Grant, Guard, Idempotency, Method, Queue, RecordId, Resource, Route, Trigger, WebhookEventId,
};
use genesis_http::{ClientAddress, Function, Json as Body, PathId, Problem, RateLimits, RawJson};
use genesis_signatures::{Proof, Refused, verify};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{arrival::Arrival, entrance::Entrance, rejected::Rejected, source_name::SourceAddress};

const DECLARATION: Declaration = Declaration {
    name: "receive-webhook",
    summary: "Takes in an event that one of a tenant's sources has signed.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/webhooks/{source}",
        guard: Guard::Public,
        body_limit_bytes: 1024 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("security"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Write] },
        Grant { resource: Resource::Queue(Queue::InboundWebhooks), access: &[Access::Send] },
        Grant { resource: Resource::Secret("webhook-sealing-key"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 15,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct EventReceived {
    success: bool,
    /// The same for the same event.
    event_id: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, receive_webhook).takes::<Map<String, Value>>().gives::<EventReceived>()
}

async fn receive_webhook(
    State(cloud): State<Cloud>,
    from: ClientAddress,
    address: Result<PathId<SourceAddress>, Problem>,
    headers: HeaderMap,
    body: Result<RawJson, Problem>,
) -> (RateLimits, Result<Json<EventReceived>, Problem>) {
    let mut entrance = Entrance::new(&cloud, from);
    let received = match (address, body) {
        (Ok(PathId(address)), Ok(body)) => receive(&mut entrance, &address, &headers, &body).await,
        (Err(problem), _) | (_, Err(problem)) => entrance.admit_stranger().await.and(Err(problem)),
    };
    (entrance.limits, received.map(|event| Json(EventReceived { success: true, event_id: event.to_string() })))
}

async fn receive(
    entrance: &mut Entrance<'_>,
    address: &SourceAddress,
    headers: &HeaderMap,
    body: &RawJson,
) -> Result<WebhookEventId, Problem> {
    let arrival = Arrival { at: entrance.cloud.clock().now(), from: entrance.from, address };
    let rejected = match prove(entrance.cloud, &arrival, headers, body).await? {
        Ok(proof) => match entrance.admit(&arrival).await? {
            Ok(()) => return take_in(entrance.cloud, &arrival, &proof, body).await,
            Err(rejected) => rejected,
        },
        Err(refused) => refused.into(),
    };
    Err(turn_away(entrance, &arrival, rejected).await?)
}

/// What shows that an event is its source's: with the secret this has, or the one before.
async fn prove(cloud: &Cloud, arrival: &Arrival<'_>, headers: &HeaderMap, body: &RawJson) -> Result<Result<Proof, Refused>, StoreError> {
    let webhooks = cloud.webhooks(arrival.address.tenant);
    let Some(source) = webhooks.source(arrival.address.name.as_str()).await? else { return Ok(Err(Refused::SecretUnavailable)) };
    let Some(secrets) = webhooks.secrets(&source, arrival.at).await? else { return Ok(Err(Refused::MiddlewareError)) };
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Ok(verify(source.scheme, &secrets, header, &body.0, arrival.at))
}

/// Hands the event over, once: whoever breaks off before that is sure may send it again, and it is the same event.
async fn take_in(cloud: &Cloud, arrival: &Arrival<'_>, proof: &Proof, body: &RawJson) -> Result<WebhookEventId, Problem> {
    Body::<Map<String, Value>>::read(body)?;
    let (tenant, source) = (arrival.address.tenant, arrival.address.name.as_str().to_owned());
    let webhooks = cloud.webhooks(tenant);
    let Some(received_at) = webhooks.take_up(&source, proof, arrival.at).await? else {
        return Err(refuse(cloud, arrival, Refused::ReplayAttack.into()).await);
    };
    let id = WebhookEventId::of(tenant, &source, &proof.nonce);
    let event = WebhookEvent { tenant, id, source, received_at, bytes: body.0.len() as u64 };
    webhooks.lay_down(&event, body.0.to_vec()).await?;
    cloud.hand_over(&event).await?;
    // Of copies that come at once, all hand over the same event, and one is told so.
    let record = arrival.taken(RecordId::new(cloud.ids().next()), &event, proof);
    match webhooks.note_sent(&event.source, proof, &record).await? {
        true => Ok(id),
        false => Err(refuse(cloud, arrival, Refused::ReplayAttack.into()).await),
    }
}

/// What the sender is told of what does not come in. What is unproven counts for its address, and of a tenant that is gone nothing is told.
async fn turn_away(entrance: &mut Entrance<'_>, arrival: &Arrival<'_>, rejected: Rejected) -> Result<Problem, Problem> {
    if let Rejected::Unproven(refused) = rejected {
        entrance.admit_stranger().await?;
        if refused == Refused::SecretUnavailable || entrance.is_gone(arrival.address.tenant).await? {
            return Ok(Refused::SecretUnavailable.into());
        }
    }
    Ok(refuse(entrance.cloud, arrival, rejected).await)
}

/// The same, after the audit.
async fn refuse(cloud: &Cloud, arrival: &Arrival<'_>, rejected: Rejected) -> Problem {
    match cloud.audit_records(arrival.address.tenant).keep(&arrival.rejected(rejected)).await {
        Ok(()) | Err(StoreError::Conflict) => {}
        Err(error) => tracing::error!(code = error.code(), %error, rejected = rejected.code(), "a refused event was not recorded"),
    }
    rejected.into()
}
