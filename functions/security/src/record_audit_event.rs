use std::collections::BTreeMap;

use axum::extract::State;
use genesis_audit::{EventType, Severity};
use genesis_aws::{Cloud, Mark};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Trigger};
use genesis_guard::{Wanted, masked, redacted, scan};
use genesis_http::{Caller, Created, Function, Json, PRINTABLE, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

const DECLARATION: Declaration = Declaration {
    name: "record-audit-event",
    summary: "Keeps an event that a caller tells of in the tenant's audit.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/audit",
        guard: Guard::Tenant,
        body_limit_bytes: 16 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const LONGEST_MESSAGE: usize = 1_000;
const METADATA_KIB: usize = 4;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    #[schemars(with = "String", extend("enum" = EventType::NAMES))]
    event_type: EventType,
    #[schemars(with = "String", extend("enum" = Severity::NAMES))]
    severity: Severity,
    /// Kept with what is somebody's masked in it.
    #[schemars(length(min = 1, max = 1_000), regex(pattern = PRINTABLE))]
    message: String,
    /// At most 4 KiB; kept with what is somebody's masked in it.
    metadata: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EventRecorded {
    success: bool,
    log_id: String,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, record_audit_event).takes::<NewEvent>().gives::<EventRecorded>()
}

/// The event takes the place of the record that the request itself would leave.
async fn record_audit_event(State(cloud): State<Cloud>, _: Caller, Json(new): Json<NewEvent>) -> Result<Created<EventRecorded>, Problem> {
    let record = cloud.record(new.parse()?).await?;
    Ok(Created(EventRecorded { success: true, log_id: record.id.to_string(), timestamp: record.timestamp.to_string() }))
}

impl NewEvent {
    fn parse(self) -> Result<Mark, InvalidEvent> {
        let is_message =
            !self.message.trim().is_empty() && self.message.chars().count() <= LONGEST_MESSAGE && !self.message.contains(char::is_control);
        if !is_message {
            return Err(InvalidEvent::Message);
        }
        let metadata = self.metadata.unwrap_or_default();
        if Value::Object(metadata.clone()).to_string().len() > METADATA_KIB * 1024 {
            return Err(InvalidEvent::Metadata);
        }
        Ok(Mark {
            event_type: self.event_type,
            severity: self.severity,
            message: Some(redacted(&self.message, &scan(&self.message))),
            metadata: without_words(metadata),
        })
    }
}

fn without_words(metadata: Map<String, Value>) -> BTreeMap<String, Value> {
    match masked(metadata.into(), &Wanted::default(), &[]) {
        Value::Object(fields) => fields.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidEvent {
    #[error("1 to {LONGEST_MESSAGE} characters, none of them a control character")]
    Message,
    #[error("at most {METADATA_KIB} KiB")]
    Metadata,
}

impl Fault for InvalidEvent {
    fn kind(&self) -> Kind {
        match self {
            InvalidEvent::Message => Kind::Invalid,
            InvalidEvent::Metadata => Kind::TooLarge,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidEvent::Message => "invalid_message",
            InvalidEvent::Metadata => "metadata_too_large",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidEvent::Message => "message",
            InvalidEvent::Metadata => "metadata",
        })
    }
}
