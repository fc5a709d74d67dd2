use axum::{Json, extract::State};
use genesis_aws::{Cloud, WebhookEvent};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Cursor, Cursors, Function, Limit, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "list-webhook-events",
    summary: "Lists the events that came in signed, newest first.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/webhook-events",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    limit: Limit<20, 100>,
    /// `next_cursor` of an earlier answer.
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WebhookEvents {
    success: bool,
    events: Vec<EventView>,
    /// Where the next part begins; null at the end.
    next_cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EventView {
    id: String,
    source: String,
    /// RFC 3339.
    received_at: String,
    /// How large its payload is.
    bytes: u64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_webhook_events).takes_query::<Part>().gives::<WebhookEvents>()
}

async fn list_webhook_events(State(cloud): State<Cloud>, caller: Caller, Query(part): Query<Part>) -> Result<Json<WebhookEvents>, Problem> {
    let cursors = Cursors::of(&DECLARATION, caller.tenant);
    let (limit, after) = (part.limit.of("limit")?, cursors.place(part.cursor.as_ref())?);
    let page = cloud.webhooks(caller.tenant).list(limit, after).await?;
    let events = page.entries.into_iter().map(Into::into).collect();
    Ok(Json(WebhookEvents { success: true, events, next_cursor: cursors.next(page.next) }))
}

impl From<WebhookEvent> for EventView {
    fn from(event: WebhookEvent) -> Self {
        Self { id: event.id.to_string(), source: event.source, received_at: event.received_at.to_string(), bytes: event.bytes }
    }
}
