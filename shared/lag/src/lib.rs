//! Logic-augmented generation (LAG, arXiv 2508.05509) without its models: cognitive load, the plan of sub-questions
//! with its dependencies, the waves they are answered in, and the rules that stop a run.
//!
//! Pure: text and numbers in, decisions out. Nothing here waits, reads a clock or draws a random number.

mod check;
mod conditioned;
mod conditions;
mod decomposition;
mod document;
mod graph;
mod hops;
mod limits;
mod load;
mod load_settings;
mod placeholder;
mod plan;
mod plan_error;
mod reach;
mod rules;
mod similarity;
mod terminator;

pub use check::Repair;
pub use conditioned::conditioned;
pub use conditions::{CONFIDENCE, SATURATION, TOP_K, is_exhausted, is_saturated, is_unsure};
pub use decomposition::{Complex, Decomposition};
pub use document::{DecompositionEntry, Dependency, PlanDocument, PlannedStep, PlannedTerminators, TOKENS_PER_STEP};
pub use graph::labels;
pub use limits::{Coming, Limits, Spent};
pub use load::{CognitiveLoad, cognitive_load};
pub use load_settings::{InvalidLoad, LoadSettings, Weights};
pub use placeholder::spell_out;
pub use plan::{Draft, DraftStep, GivenPlan, Plan, Step, StepId, StepKind};
pub use plan_error::PlanError;
pub use rules::Rules;
pub use similarity::{familiarity, likeness};
pub use terminator::{Flag, Reason, Terminator};
