use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use axum::{Json, extract::State};
use genesis_audit::{EventType, Severity};
use genesis_aws::{Cloud, StoredRecord, Window};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Timestamp, Trigger};
use genesis_http::{Caller, Function, Limit, Offset, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::security_event::SecurityEvent;

const DECLARATION: Declaration = Declaration {
    name: "list-security-events",
    summary: "Lists what was done and tried on the tenant's behalf, newest first.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/events",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Read] }],
    memory_mib: 512,
    timeout_seconds: 20,
};

const HOURS: u32 = 24;
const MOST_HOURS: u32 = 168;
/// So many records are looked at, the newest: a call costs the same however much a tenant does.
const LOOKED_AT: u32 = 5_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[schemars(with = "Option<String>", extend("enum" = EventType::NAMES))]
    event_type: Option<EventType>,
    #[schemars(with = "Option<String>", extend("enum" = Severity::NAMES))]
    severity: Option<Severity>,
    user_id: Option<String>,
    /// IPv4 or IPv6.
    #[schemars(extend("anyOf" = [{ "format": "ipv4" }, { "format": "ipv6" }], "examples" = ["203.0.113.7"]))]
    ip_address: Option<String>,
    /// How far to look back; 24 where absent.
    #[schemars(range(min = 1, max = 168))]
    hours: Option<u32>,
    #[serde(default)]
    limit: Limit<100, 1_000>,
    /// How many events to leave out before the first.
    #[serde(default)]
    offset: Offset<LOOKED_AT>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Events {
    success: bool,
    events: Vec<SecurityEvent>,
    summary: Summary,
    pagination: Pagination,
    /// RFC 3339.
    timestamp: String,
}

/// Of all events that were asked for, also of those on other pages.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    total_events: u64,
    critical_count: u64,
    unique_ips: u64,
    unique_users: u64,
    /// False where the time has seen more than 5,000 records, of which the newest were looked at.
    complete: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Pagination {
    total: u64,
    limit: u32,
    offset: u32,
    has_more: bool,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_security_events).takes_query::<Wanted>().gives::<Events>()
}

async fn list_security_events(State(cloud): State<Cloud>, caller: Caller, Query(wanted): Query<Wanted>) -> Result<Json<Events>, Problem> {
    let (address, hours) = wanted.check()?;
    let (limit, offset) = (wanted.limit.of("limit")?, wanted.offset.of("offset")?);
    let now = cloud.clock().now();
    let window = cloud.audit_records(caller.tenant).since(Timestamp(now.0 - millis(hours)), LOOKED_AT).await?;
    let Window { records, is_whole } = window;
    let found: Vec<StoredRecord> = records.into_iter().filter(|stored| wanted.is_met(stored, address.as_deref())).collect();
    let (summary, total) = (Summary::of(&found, is_whole), found.len() as u64);
    let events: Vec<SecurityEvent> = found.into_iter().skip(offset as usize).take(limit as usize).map(Into::into).collect();
    let has_more = u64::from(offset) + (events.len() as u64) < total;
    let pagination = Pagination { total, limit, offset, has_more };
    Ok(Json(Events { success: true, events, summary, pagination, timestamp: now.to_string() }))
}

fn millis(hours: u32) -> i64 {
    Duration::from_secs(60 * 60).as_millis() as i64 * i64::from(hours)
}

impl Wanted {
    /// The address as records spell it, and the hours.
    fn check(&self) -> Result<(Option<String>, u32), InvalidWanted> {
        let hours = self.hours.unwrap_or(HOURS);
        if !(1..=MOST_HOURS).contains(&hours) {
            return Err(InvalidWanted::Hours);
        }
        let address = self.ip_address.as_deref().map(str::parse::<IpAddr>).transpose().map_err(|_| InvalidWanted::Address)?;
        Ok((address.map(|address| address.to_string()), hours))
    }

    fn is_met(&self, StoredRecord { record, .. }: &StoredRecord, address: Option<&str>) -> bool {
        self.event_type.is_none_or(|wanted| record.event_type == wanted)
            && self.severity.is_none_or(|wanted| record.severity == wanted)
            && self.user_id.as_deref().is_none_or(|wanted| record.subject.user_id.as_deref() == Some(wanted))
            && address.is_none_or(|wanted| record.subject.ip_address.as_deref() == Some(wanted))
    }
}

impl Summary {
    fn of(found: &[StoredRecord], complete: bool) -> Self {
        let records = || found.iter().map(|stored| &stored.record);
        let unique = |texts: BTreeSet<&str>| texts.len() as u64;
        Self {
            total_events: found.len() as u64,
            critical_count: records().filter(|record| record.severity == Severity::Critical).count() as u64,
            unique_ips: unique(records().filter_map(|record| record.subject.ip_address.as_deref()).collect()),
            unique_users: unique(records().filter_map(|record| record.subject.user_id.as_deref()).collect()),
            complete,
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidWanted {
    #[error("between 1 and {MOST_HOURS}")]
    Hours,
    #[error("not an IPv4 or IPv6 address")]
    Address,
}

impl Fault for InvalidWanted {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidWanted::Hours => "invalid_hours",
            InvalidWanted::Address => "invalid_address",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidWanted::Hours => "hours",
            InvalidWanted::Address => "ip_address",
        })
    }
}
