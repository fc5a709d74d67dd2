//! Serves a function on AWS Lambda: turns events into requests, messages and inputs, and outcomes into what Lambda expects.
//!
//! The same [`Invocable`] runs deployed, behind the local gateway and in tests, so that no conversion is ever skipped.

mod door;
mod edge;
mod gate;
mod idempotency;
mod instance;
mod invocable;
mod log;
mod news;
mod probe;
mod queue;
mod recorder;
mod told;

pub use instance::{run, run_with_guard, run_with_models, run_with_reputations};
pub use invocable::{Failed, Invocable};
pub use lambda_runtime::Error;
pub use probe::probe;
