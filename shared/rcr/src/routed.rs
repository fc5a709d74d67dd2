use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Policy, Span};

/// What a role is given to read, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Routed {
    pub policy: Policy,
    /// In the order in which it is to be read: best first.
    pub selected: Vec<Selected>,
    /// In tokens, as the sums below.
    pub budget: u32,
    pub selected_tokens: u32,
    /// What each policy would have given the role. In full it is every passage retrieved for the run so far and the run's memory,
    /// never the whole library.
    pub full_tokens: u32,
    pub static_tokens: u32,
    pub rcr_tokens: u32,
    /// Every candidate, by id.
    pub scores: Vec<Scored>,
    /// Passages that were found worth reading.
    pub filter_hits: u32,
    pub filter_misses: u32,
    /// Candidates that alone exceed the budget, by id.
    pub oversized: Vec<String>,
}

/// A candidate that is read, or some sentences of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    pub id: String,
    /// The places of its text that are read, in text order, sentences that follow one another as one; `None` for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<Span>>,
    pub tokens: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    pub id: String,
    pub importance: f64,
    /// How likely it holds what the query needs, from 0 to 1.
    pub relevance: f64,
    /// Of its meaning to the query's, where a model can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// What of the relevance is owed to that, and not to words; none where it is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meant: Option<f64>,
    pub outcome: Outcome,
}

/// What became of a candidate, and so why it is read or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Selected,
    /// Its meaning is too far from the query.
    Filtered,
    /// Not worth its tokens.
    NotNeeded,
    /// No business of the role.
    OffRole,
    /// Important enough, but more important ones left no room.
    OverBudget,
    /// Larger than the whole budget.
    Oversized,
}

impl Routed {
    /// What the role would have read under a policy.
    pub fn tokens_under(&self, policy: Policy) -> u32 {
        match policy {
            Policy::Full => self.full_tokens,
            Policy::Static => self.static_tokens,
            Policy::Rcr => self.rcr_tokens,
        }
    }

    /// Whether a range of bytes of a candidate's text is read, to its last character.
    pub fn keeps(&self, id: &str, range: Range<usize>) -> bool {
        let covers = |spans: &Vec<Span>| spans.iter().any(|span| span.start <= range.start && range.end <= span.end);
        self.selected.iter().any(|selected| selected.id == id && selected.spans.as_ref().is_none_or(covers))
    }
}
