use axum::{
    extract::State,
    http::{HeaderName, header},
};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger, WebhookEventId};
use genesis_http::{Caller, Function, PathId, Problem};

const DECLARATION: Declaration = Declaration {
    name: "get-webhook-event",
    summary: "Gives the payload of an event that came in signed, as it was sent.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/webhook-events/{eventId}",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// A payload as it was sent.
type Payload = ([(HeaderName, &'static str); 1], Vec<u8>);

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_webhook_event)
}

async fn get_webhook_event(State(cloud): State<Cloud>, caller: Caller, PathId(id): PathId<WebhookEventId>) -> Result<Payload, Problem> {
    let payload = cloud.webhooks(caller.tenant).payload(id).await?.ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], payload))
}
