use serde::{Deserialize, Serialize};

use crate::StepId;

/// What the Critic may raise against an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Flag {
    Unanswerable,
    Contradiction,
    LowSupport,
}

/// Why a run stopped without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    Unanswerable,
    Contradiction,
    LowSupport,
    /// The question can mean several things; `detail` says what is unclear.
    Ambiguous,
    /// Nothing that was found is like the sub-question.
    LowConfidence,
    /// All that a sub-question builds on is answered, and still it has no answer.
    DependencyExhausted,
    /// Retrieval brought what was known before, and no answer.
    SemanticSaturation,
    DepthLimit,
    StepLimit,
    TimeLimit,
    TokenLimit,
    CostLimit,
    ToolCallLimit,
    /// An agent of the caller's own did not do its turn in the time it was given.
    WaitLimit,
    /// The answer holds what its tenant lets nobody have.
    ContentPolicy,
    /// Somebody wanted it no longer.
    Cancelled,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Unanswerable => "UNANSWERABLE",
            Reason::Contradiction => "CONTRADICTION",
            Reason::LowSupport => "LOW_SUPPORT",
            Reason::Ambiguous => "AMBIGUOUS",
            Reason::LowConfidence => "LOW_CONFIDENCE",
            Reason::DependencyExhausted => "DEPENDENCY_EXHAUSTED",
            Reason::SemanticSaturation => "SEMANTIC_SATURATION",
            Reason::DepthLimit => "DEPTH_LIMIT",
            Reason::StepLimit => "STEP_LIMIT",
            Reason::TimeLimit => "TIME_LIMIT",
            Reason::TokenLimit => "TOKEN_LIMIT",
            Reason::CostLimit => "COST_LIMIT",
            Reason::ToolCallLimit => "TOOL_CALL_LIMIT",
            Reason::WaitLimit => "WAIT_LIMIT",
            Reason::ContentPolicy => "CONTENT_POLICY",
            Reason::Cancelled => "CANCELLED",
        }
    }
}

impl From<Flag> for Reason {
    fn from(flag: Flag) -> Self {
        match flag {
            Flag::Unanswerable => Reason::Unanswerable,
            Flag::Contradiction => Reason::Contradiction,
            Flag::LowSupport => Reason::LowSupport,
        }
    }
}

/// The end of a run's logic, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terminator {
    pub reason: Reason,
    /// The sub-question at which the logic broke; `None` before the first.
    pub step: Option<StepId>,
    /// One sentence for a person.
    pub detail: String,
}
