//! Logic-augmented generation (LAG, arXiv 2508.05509) without its models: cognitive load, the plan of sub-questions
//! with its dependencies, the waves they are answered in, and the rules that stop a run.
//!
//! Pure: text and numbers in, decisions out. Nothing here waits, reads a clock or draws a random number.

mod limits;
mod load;
mod plan;
mod terminator;

pub use limits::Limits;
pub use load::{CognitiveLoad, cognitive_load};
pub use plan::{Draft, DraftStep, Plan, PlanError, Step, StepId, StepKind};
pub use terminator::{Flag, Reason, Terminator};
