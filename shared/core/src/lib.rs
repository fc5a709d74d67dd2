//! What every other crate may know: ids, time, money, the kinds of error, and how a function declares itself.
//!
//! Pure: nothing here does I/O, and the only ambient clock and the only ambient ids of the workspace are made in
//! [`Clock::system`] and [`Ids::random`], to be passed in from the composition root.

mod clock;
mod declaration;
mod fault;
mod ids;
mod mean;
mod money;

pub use clock::{Clock, Timestamp, UnreadableTimestamp};
pub use declaration::{Access, Declaration, Grant, Guard, Idempotency, Method, Queue, Resource, Route, Scope, Trigger};
pub use fault::{Fault, Kind};
pub use ids::{
    BatchId, ExecutionId, IdSeed, Ids, KeyId, MemoryId, RecordId, RouterMetricsId, RunId, TenantId, TrackingId, UnreadableId, WritingId,
};
pub use mean::mean;
pub use money::MicroDollars;
