//! What every function shares at its door: who calls, what a request carries, what an answer and a problem look like.
//!
//! Knows neither AWS nor any domain. A handler that takes a [`Caller`] cannot run without valid credentials that open
//! its endpoint's guard.

mod answer;
mod caller;
mod changes;
mod cursor;
mod exposed;
mod extract;
mod function;
mod numbers;
mod objects;
mod part;
mod pattern;
mod problem;
mod protection;
mod quota;
mod rate_limits;
mod refused;
mod wording;

pub use answer::{Accepted, Created};
pub use caller::{Administrator, Authority, Caller, ClientAddress, Identity, Refusal};
pub use changes::Changes;
pub use cursor::{Cursor, Cursors};
pub use exposed::EXPOSED;
pub use extract::{Json, PathId, Query, RawJson, WeighedJson};
pub use function::{Endpoint, Event, EventOutcome, Function, Handler, Shapes};
pub use part::{InvalidPart, Limit, Number, Offset};
pub use pattern::PRINTABLE;
pub use problem::{Problem, ProblemCode};
pub use protection::{RequestId, TraceId, protect};
pub use quota::QuotaHeaders;
pub use rate_limits::RateLimits;
