use axum::{Json, extract::State};
use genesis_aws::{Cloud, WebhookEvent};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger, WebhookEventId};
use genesis_http::{Caller, Cursor, Function, Problem, Query};
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

const PAGE: u32 = 20;
const LARGEST_PAGE: u32 = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// 20 where absent.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
    /// `next_cursor` of an earlier answer.
    #[schemars(with = "Option<String>")]
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WebhookEvents {
    success: bool,
    events: Vec<EventView>,
    /// Where the next part begins; null at the end.
    next_cursor: Option<String>,
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
    let limit = part.limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(InvalidPart::Limit.into());
    }
    let after = part.cursor.map(|cursor| cursor.place().filter(|place: &String| is_place(place)).ok_or(InvalidPart::Cursor)).transpose()?;
    let mut events = cloud.webhooks(caller.tenant).newest(after.as_deref(), limit + 1).await?;
    let has_more = events.len() > limit as usize;
    events.truncate(limit as usize);
    let next_cursor = events.last().filter(|_| has_more).map(|last| Cursor::new(&last.place()).to_string());
    Ok(Json(WebhookEvents { success: true, events: events.into_iter().map(Into::into).collect(), next_cursor }))
}

/// Whether it could be an event's place among its tenant's.
fn is_place(place: &str) -> bool {
    place.rsplit_once('#').is_some_and(|(_, id)| id.parse::<WebhookEventId>().is_ok())
}

impl From<WebhookEvent> for EventView {
    fn from(event: WebhookEvent) -> Self {
        Self { id: event.id.to_string(), source: event.source, received_at: event.received_at.to_string(), bytes: event.bytes }
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidPart {
    #[error("between 1 and {LARGEST_PAGE}")]
    Limit,
    #[error("not a cursor of this endpoint")]
    Cursor,
}

impl Fault for InvalidPart {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidPart::Limit => "invalid_page",
            InvalidPart::Cursor => "invalid_cursor",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidPart::Limit => "limit",
            InvalidPart::Cursor => "cursor",
        })
    }
}
