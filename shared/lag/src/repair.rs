use serde::{Deserialize, Serialize};

use crate::StepId;

/// What was put right in a draft to make it a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "repair", rename_all = "snake_case")]
pub enum Repair {
    /// A drafted question stood there already, to the letter: its step answers both.
    Duplicate { question: String, step: StepId },
    /// A drafted question asks the same as a step in other words.
    Paraphrase { question: String, step: StepId },
    /// The Planner's draft is no plan, so the question is asked whole.
    Refused { reason: String },
}
