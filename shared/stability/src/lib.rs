//! Whether the same question gets the same answer, in the same way: plans, routes, answers, files and times of runs compared,
//! summed up, held against an earlier time, and turned into advice.
//!
//! Pure. No figure is capped: what is equal in all runs is 1, and what was never compared has no figure. For a model that draws
//! random numbers the parts stand apart: plan and route are this product's own, text and answer the model's.

mod advice;
mod answer;
mod latency;
mod observation;
mod parallel;
mod plan;
mod regression;
mod report;
mod route;
mod routing;
mod target;
mod tracked;
mod trend;

pub use advice::{Advice, Advised, SeedStrategy, Setting, TieBreak, Trial, advise};
pub use answer::{AnswerAgreement, distance, facts_kept, phrasing, similarity, stability_score};
pub use latency::Spread;
pub use observation::Observation;
pub use parallel::Parallel;
pub use plan::{PlanGraph, Stop};
pub use regression::{Baseline, Change, Comparison, DEFAULT_TOLERANCE, Figures};
pub use report::{AnswerFigures, Part, Report, Variation};
pub use route::{RoleRoute, RouteSet, SCORE_TOLERANCE};
pub use routing::{RoutingEffect, RoutingSample};
pub use target::{Bound, Measure, STABLE};
pub use tracked::{BaselineMatch, TrackedRun};
pub use trend::{Direction, Trend};
