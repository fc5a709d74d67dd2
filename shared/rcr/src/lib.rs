//! Role-aware context routing (RCR, arXiv 2508.04903): which of a run's passages and memory items a role reads, within
//! its token budget.
//!
//! Pure: the same request routes the same way, in whatever order its candidates come. Token counts are handed in, and
//! recency is counted in waves, so neither a vocabulary nor a clock is needed.

mod candidate;
mod cut;
mod importance;
mod judge;
mod learned;
mod lexical;
mod meaning;
mod metrics;
mod policy;
mod portion;
mod request;
mod role;
mod route;
mod routed;
mod selection;
mod vocabulary;

pub use candidate::{Candidate, Cost, Sentence, SourceKind, Span, Stage};
pub use learned::{Cut, Forest, Place, Sheet, Tree, UnreadableForest, Weights};
pub use metrics::{FilterCounts, RunMetrics};
pub use policy::Policy;
pub use portion::readable;
pub use request::{Premise, Request, Settings};
pub use role::Role;
pub use route::route;
pub use routed::{Outcome, Routed, Scored, Selected};

/// The router's version: it changes when the same request may be routed in another way.
pub const ROUTER_VERSION: &str = env!("CARGO_PKG_VERSION");
