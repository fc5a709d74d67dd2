use serde::{Deserialize, Serialize};

use crate::Role;

/// What a role needs context for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub role: Role,
    /// What the role is asked, earlier answers put in.
    pub query: &'a str,
    /// The wave the role acts in.
    pub wave: u32,
    /// The full context: every passage retrieved for the run so far and the run's memory, each id once.
    pub candidates: &'a [Candidate],
}

/// Something a role could be given to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: String,
    pub kind: SourceKind,
    /// The document's title for a passage.
    pub title: String,
    pub text: String,
    /// What it costs to read.
    pub tokens: u32,
    /// When it entered the run's memory.
    pub wave: u32,
    /// The stage that brought it forth.
    pub stage: Stage,
    /// Whether the work in hand rests on it: an answer under review cites it. Such evidence comes before all else.
    pub cited: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    Passage,
    Plan,
    Answer,
    Critique,
}

/// What a run was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Planning,
    Retrieval,
    Solving,
    Critique,
    Verification,
    Rewriting,
}
