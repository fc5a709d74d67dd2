use axum::{Json, extract::State, http::HeaderMap};
use genesis_aws::{Cloud, StoreError, WebhookEvent};
use genesis_core::{
    Access, Declaration, Fault, Grant, Guard, Idempotency, Method, Queue, RecordId, Resource, Route, Trigger, WebhookEventId,
};
use genesis_http::{ClientAddress, Function, Json as Body, PathId, Problem, RawJson};
use genesis_signatures::{Proof, Refused, verify};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{arrival::Arrival, source_name::SourceAddress};

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
    PathId(address): PathId<SourceAddress>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    body: RawJson,
) -> Result<Json<EventReceived>, Problem> {
    let webhooks = cloud.webhooks(address.tenant);
    let arrival = Arrival { at: cloud.clock().now(), from, address: &address };
    let source = webhooks.source(address.name.as_str()).await?.ok_or(Refused::SecretUnavailable)?;
    // With the secret it has, or the one before.
    let secrets = webhooks.secrets(&source, arrival.at).await?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let proven = secrets.ok_or(Refused::MiddlewareError).and_then(|secrets| {
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        verify(source.scheme, &secrets, header, &body.0, arrival.at)
    });
    let event = match proven {
        Ok(proof) => take_in(&cloud, &arrival, &proof, &body).await?,
        Err(refused) => return Err(refuse(&cloud, &arrival, refused).await),
    };
    Ok(Json(EventReceived { success: true, event_id: event.to_string() }))
}

/// Hands the event over, once: whoever breaks off before that is sure may send it again, and it is the same event.
async fn take_in(cloud: &Cloud, arrival: &Arrival<'_>, proof: &Proof, body: &RawJson) -> Result<WebhookEventId, Problem> {
    Body::<Map<String, Value>>::read(body)?;
    let (tenant, source) = (arrival.address.tenant, arrival.address.name.as_str().to_owned());
    let webhooks = cloud.webhooks(tenant);
    let Some(received_at) = webhooks.take_up(&source, proof, arrival.at).await? else {
        return Err(refuse(cloud, arrival, Refused::ReplayAttack).await);
    };
    let id = WebhookEventId::of(tenant, &source, &proof.nonce);
    let event = WebhookEvent { tenant, id, source, received_at, bytes: body.0.len() as u64 };
    webhooks.lay_down(&event, body.0.to_vec()).await?;
    cloud.hand_over(&event).await?;
    // Of copies that come at once, all hand over the same event, and one is told so.
    let record = arrival.taken(RecordId::new(cloud.ids().next()), &event, proof);
    match webhooks.note_sent(&event.source, proof, &record).await? {
        true => Ok(id),
        false => Err(refuse(cloud, arrival, Refused::ReplayAttack).await),
    }
}

/// What the sender is told, after the audit.
async fn refuse(cloud: &Cloud, arrival: &Arrival<'_>, refused: Refused) -> Problem {
    match cloud.audit_records(arrival.address.tenant).keep(&arrival.refused(refused)).await {
        Ok(()) | Err(StoreError::Conflict) => {}
        Err(error) => tracing::error!(code = error.code(), %error, refused = refused.code(), "a refused event was not recorded"),
    }
    refused.into()
}
