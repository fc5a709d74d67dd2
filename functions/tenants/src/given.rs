//! What several endpoints are given.

use genesis_core::{IpRange, Kind, NoIpRange, Role, Scope, Timestamp};
use genesis_http::{Authority, Caller, Problem};
use genesis_tenancy::{Actor, SuspendedBy, Tenant, Unacceptable};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

/// An object's JSON text has at most so many KiB.
pub(crate) const OBJECT_KIB: usize = 16;

/// A field that may be null, apart from one that is not there.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// An object as the text it is kept as; an empty one where there is none.
pub(crate) fn object(field: &'static str, given: Option<&Map<String, Value>>) -> Result<String, Unacceptable> {
    let text = given.map_or_else(|| "{}".to_owned(), |given| Value::from(given.clone()).to_string());
    if text.len() <= OBJECT_KIB * 1024 { Ok(text) } else { Err(Unacceptable::Object(field, OBJECT_KIB)) }
}

/// Ranges of addresses, if any are given.
pub(crate) fn ranges(field: &'static str, given: Option<Vec<String>>) -> Result<Option<Vec<IpRange>>, Problem> {
    let Some(given) = given else { return Ok(None) };
    if given.len() > Tenant::MOST_RANGES {
        return Err(Unacceptable::IpRanges(field).into());
    }
    let refused =
        |place: usize, no: NoIpRange| Problem::new(Kind::Invalid, "invalid_field", no.to_string()).at(format!("{field}[{place}]"));
    let parsed = given.iter().enumerate().map(|(place, range)| range.trim().parse().map_err(|no| refused(place, no)));
    parsed.collect::<Result<_, _>>().map(Some)
}

/// A moment, or none, if either is given.
pub(crate) fn moment(field: &'static str, given: Option<Option<String>>) -> Result<Option<Option<Timestamp>>, Unacceptable> {
    let read = |text: String| Timestamp::of_rfc_3339(&text).map_err(|_| Unacceptable::Time(field));
    given.map(|given| given.map(read).transpose()).transpose()
}

/// What users may be allowed, each once and in order.
pub(crate) fn permissions(mut given: Vec<Scope>) -> Result<Vec<Scope>, Unacceptable> {
    given.sort_unstable();
    given.dedup();
    if given.contains(&Scope::AdministerPlatform) { Err(Unacceptable::Permission) } else { Ok(given) }
}

/// What users may be allowed, as JSON Schema says it.
pub(crate) fn allowed() -> Value {
    json!({ "type": "string", "enum": Scope::OF_TENANTS.map(Scope::as_str) })
}

/// What a tenant's own systems call a user.
pub(crate) fn external_id(field: &'static str, given: &str) -> Result<String, Unacceptable> {
    let is_id = (1..=255).contains(&given.chars().count()) && !given.contains(char::is_control);
    if is_id { Ok(given.to_owned()) } else { Err(Unacceptable::Name(field)) }
}

/// Why something is done, in 1 to 500 characters.
pub(crate) fn reason(given: &str) -> Result<String, Unacceptable> {
    let reason = given.trim();
    if !reason.is_empty() && given.chars().count() <= 500 { Ok(reason.to_owned()) } else { Err(Unacceptable::Reason) }
}

/// Who changes users.
pub(crate) fn actor(authority: &Authority) -> Actor<'_> {
    match authority {
        Authority::Tenant(Caller { user, role, reach, scopes, .. }) => Actor::User { id: *user, role: *role, reach: *reach, scopes },
        Authority::Platform(_) => Actor::Platform,
    }
}

/// Who suspends a tenant, and takes that back.
pub(crate) fn suspending(authority: &Authority) -> SuspendedBy {
    match authority {
        Authority::Tenant(_) => SuspendedBy::Owner,
        Authority::Platform(_) => SuspendedBy::Platform,
    }
}

/// The role of whoever is added without one.
pub(crate) fn member() -> Role {
    Role::Member
}
