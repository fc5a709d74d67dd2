use std::collections::BTreeMap;

use genesis_core::Timestamp;
use genesis_rcr::{Candidate, Cost, SourceKind, Span, Stage};
use serde::{Deserialize, Serialize};

use crate::AgentStep;

/// Something a run remembers. A run starts with none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemoryItem {
    /// The turn that wrote it and its place there, like `01.s01.2-retriever/03`: found again by a re-driven run.
    pub id: String,
    pub author: AgentStep,
    pub kind: SourceKind,
    /// What routing and citations call it: the passage's id, otherwise the item's own.
    pub source: String,
    pub title: String,
    pub content: String,
    /// Counted when it was written, and never again.
    pub cost: Cost,
    pub written_at: Timestamp,
}

impl MemoryItem {
    /// Whether a turn may see it: what earlier waves left, and what its own sub-question has gathered. What parallel
    /// sub-questions write is invisible, so that a turn sees the same whichever of them is faster.
    pub fn is_visible_to(&self, turn: AgentStep) -> bool {
        self.author.wave < turn.wave || (self.author.wave == turn.wave && self.author.step == turn.step)
    }

    fn stage(&self) -> Stage {
        match self.kind {
            SourceKind::Plan => Stage::Planning,
            SourceKind::Passage => Stage::Retrieval,
            SourceKind::Answer => Stage::Solving,
            SourceKind::Critique => Stage::Critique,
        }
    }

    /// A passage is read by the sentence, and what an agent wrote as it stands.
    fn candidate(&self, cited: &BTreeMap<&str, Vec<Span>>) -> Candidate {
        let cost = match self.kind {
            SourceKind::Passage => self.cost.clone(),
            SourceKind::Plan | SourceKind::Answer | SourceKind::Critique => Cost { tokens: self.cost.tokens, ..Cost::default() },
        };
        Candidate {
            kind: self.kind,
            wave: self.author.wave,
            stage: self.stage(),
            cited: cited.get(self.source.as_str()).cloned().unwrap_or_default(),
            ..Candidate::passage(&self.source, &self.title, &self.content, cost)
        }
    }
}

/// What may be routed to a turn, by id. A passage found more than once counts once, as of its latest finding.
pub(crate) fn candidates(memory: &[MemoryItem], turn: AgentStep, cited: &BTreeMap<&str, Vec<Span>>) -> Vec<Candidate> {
    let mut by_source = BTreeMap::new();
    for item in memory.iter().filter(|item| item.is_visible_to(turn)) {
        let candidate = by_source.entry(&item.source).or_insert_with(|| item.candidate(cited));
        candidate.wave = candidate.wave.max(item.author.wave);
    }
    by_source.into_values().collect()
}
