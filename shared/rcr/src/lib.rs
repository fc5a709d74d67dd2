//! Role-aware context routing (RCR, arXiv 2508.04903): which of a run's passages and memory items a role reads, within
//! its token budget.
//!
//! Pure: the same request routes the same way, in whatever order its candidates come. Token counts are handed in, and
//! recency is counted in waves, so neither a vocabulary nor a clock is needed.

mod importance;
mod metrics;
mod relevance;
mod request;
mod role;
mod route;
mod selection;
mod vocabulary;

pub use metrics::{FilterCounts, RunMetrics};
pub use request::{Candidate, Request, SourceKind, Stage};
pub use role::Role;
pub use route::{Outcome, Routed, Scored, route};

/// The router's version: it changes when the same request may be routed in another way.
pub const ROUTER_VERSION: &str = env!("CARGO_PKG_VERSION");
