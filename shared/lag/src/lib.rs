//! Logic-augmented generation (LAG, arXiv 2508.05509) without its models: cognitive load, the plan of sub-questions
//! with its dependencies, the waves they are answered in, and the rules that stop a run.
//!
//! Pure: text and numbers in, decisions out. Nothing here waits, reads a clock or draws a random number.

mod check;
mod document;
mod hops;
mod limits;
mod load;
mod placeholder;
mod plan;
mod plan_error;
mod terminator;

pub use document::{DecompositionEntry, Dependency, PlanDocument, PlannedLimits, PlannedStep};
pub use limits::Limits;
pub use load::{CognitiveLoad, cognitive_load};
pub use placeholder::spell_out;
pub use plan::{Draft, DraftStep, Plan, Step, StepId, StepKind};
pub use plan_error::PlanError;
pub use terminator::{Flag, Reason, Terminator};
