use std::collections::{BTreeMap, BTreeSet};

use genesis_core::Timestamp;
use genesis_rcr::{Candidate, SourceKind, Stage};
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
    pub tokens: u32,
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

    fn candidate(&self, cited: &BTreeSet<&str>) -> Candidate {
        Candidate {
            id: self.source.clone(),
            kind: self.kind,
            title: self.title.clone(),
            text: self.content.clone(),
            tokens: self.tokens,
            wave: self.author.wave,
            stage: self.stage(),
            cited: cited.contains(self.source.as_str()),
        }
    }
}

/// What may be routed to a turn, by id. A passage found more than once counts once, as of its latest finding.
pub(crate) fn candidates(memory: &[MemoryItem], turn: AgentStep, cited: &BTreeSet<&str>) -> Vec<Candidate> {
    let mut by_source = BTreeMap::new();
    for item in memory.iter().filter(|item| item.is_visible_to(turn)) {
        let candidate = by_source.entry(&item.source).or_insert_with(|| item.candidate(cited));
        candidate.wave = candidate.wave.max(item.author.wave);
    }
    by_source.into_values().collect()
}
