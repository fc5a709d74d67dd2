//! What every other crate may know: ids, time, money, ranges of addresses, roles and scopes, the kinds of error, and how a function declares itself.
//!
//! Pure: nothing here does I/O, and the only ambient clock and the only ambient ids of the workspace are made in
//! [`Clock::system`] and [`Ids::random`], to be passed in from the composition root.

mod as_text;
mod assurance;
mod clock;
mod credential_id;
mod declaration;
mod fault;
mod guard;
mod ids;
mod ip_range;
mod mean;
mod money;
mod place;
mod reach;

pub use assurance::Assurance;
pub use clock::{Clock, Timestamp, UnreadableTimestamp};
pub use credential_id::CredentialId;
pub use declaration::{Access, Declaration, Grant, Idempotency, Method, Queue, Resource, Route, Trigger};
pub use fault::{Fault, Kind};
pub use guard::{Guard, Role, Scope};
pub use ids::{
    BatchId, ExecutionId, IdSeed, Ids, KeyId, MemoryId, RecordId, RouterMetricsId, RunId, SessionId, TenantId, TrackingId, UnreadableId,
    UserId, WebhookEventId, WritingId,
};
pub use ip_range::{IpRange, Listed, NoIpRange};
pub use mean::mean;
pub use money::MicroDollars;
pub use place::{PlaceInTime, UnreadablePlace};
pub use reach::Reach;
