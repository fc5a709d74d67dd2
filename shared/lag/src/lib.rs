//! Logic-augmented generation (LAG, arXiv 2508.05509) without its models: cognitive load, the plan of sub-questions
//! with its dependencies, the waves they are answered in, and the rules that stop a run.
//!
//! Pure: text and numbers in, decisions out. Nothing here waits, reads a clock or draws a random number.

mod check;
mod conditioned;
mod conditions;
mod decomposition;
mod document;
mod given_plan;
mod graph;
mod hops;
mod limits;
mod load;
mod load_settings;
mod order;
mod paraphrase;
mod placeholder;
mod plan;
mod plan_error;
mod reach;
mod repair;
mod rules;
mod similarity;
mod terminator;

pub use conditioned::conditioned;
pub use conditions::{CONFIDENCE, SATURATION, TOP_K, is_exhausted, is_saturated, is_unsure};
pub use decomposition::{Complex, Decomposition};
pub use document::{DecompositionEntry, Dependency, PlanDocument, PlannedStep, PlannedTerminators};
pub use given_plan::GivenPlan;
pub use graph::same_plan;
pub use limits::{Coming, Limits, Spent};
pub use load::{CognitiveLoad, cognitive_load};
pub use load_settings::{InvalidLoad, LoadSettings, Weights};
pub use placeholder::spell_out;
pub use plan::{Draft, DraftStep, Plan, Step, StepId, StepKind};
pub use plan_error::PlanError;
pub use repair::Repair;
pub use rules::Rules;
pub use similarity::{likeness, overlap};
pub use terminator::{Flag, Reason, Terminator};
