use std::{fmt, str::FromStr};

use genesis_core::{Fault, Kind};
use serde::{Deserialize, Serialize};

use crate::{CognitiveLoad, Limits, Terminator};

/// What the Planner proposes, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub steps: Vec<DraftStep>,
}

/// A proposed sub-question; `#2` stands for the answer of the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStep {
    pub question: String,
    pub kind: StepKind,
}

/// How a sub-question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// From retrieved passages.
    Lookup,
    /// From earlier answers alone: which is larger, whether they are the same.
    Compare,
}

/// `s1`, `s2` and so on, in plan order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepId(u8);

/// A checked sub-question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub id: StepId,
    /// With placeholders.
    pub question: String,
    pub kind: StepKind,
    pub depends_on: Vec<StepId>,
    /// The wave the step is answered in, from 1: one more than the latest of those it depends on.
    pub wave: u32,
}

/// A dependency graph of sub-questions, basics first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub question: String,
    pub load: CognitiveLoad,
    pub limits: Limits,
    pub seed: u64,
    pub steps: Vec<Step>,
}
