use std::collections::{BTreeMap, BTreeSet};

use genesis_lag::Reason;
use genesis_orchestration::RunState;
use genesis_rcr::{Role, SourceKind};
use serde::{Deserialize, Serialize};

use crate::{Marks, Reading, Row, Shelf};

/// What one question came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The set the question is of.
    pub set: String,
    pub id: String,
    pub hops: u32,
    /// Of the whole memory: what reading everything costs.
    pub full_tokens: u64,
    /// Of what was routed to the Solver.
    pub routed_tokens: u64,
    pub passages: Kept,
    pub sentences: Kept,
    /// Supporting passages that retrieval found, routed or not.
    pub retrieved: Kept,
    pub answer: Option<String>,
    /// Whether the answer is a guess after the run had stopped without one.
    pub is_fallback: bool,
    /// None where there is no answer to compare: the gold sub-questions stop before the question's own answer.
    pub marks: Option<Marks>,
    /// What all turns of each role read and wrote.
    pub tokens_by_role: BTreeMap<Role, u64>,
    pub turns: u32,
    /// Sub-questions of the plan.
    pub steps: u32,
    /// Why the run stopped early.
    pub reason: Option<Reason>,
    /// Why it came to no end, as a code: a language model gave nothing of use. The question counts as not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    pub wall_ms: u64,
}

/// How much of the gold evidence was kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub gold: u32,
    pub kept: u32,
}

/// A run of a question with what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    pub row: &'a Row,
    pub shelf: &'a Shelf,
    pub state: &'a RunState,
    pub answer: Option<&'a str>,
    pub is_fallback: bool,
    pub is_marked: bool,
    /// The code of the fault that ended it.
    pub failure: Option<&'a str>,
    pub wall_ms: u64,
}

impl Figures {
    pub fn of(set: &str, taken: Taken<'_>) -> Self {
        let Taken { row, shelf, state, answer, is_fallback, is_marked, failure, wall_ms } = taken;
        let reading = Reading::within(u32::MAX, state, shelf);
        let found: BTreeSet<usize> = state
            .memory
            .iter()
            .filter(|item| item.kind == SourceKind::Passage)
            .filter_map(|item| shelf.place(&item.source))
            .map(|(paragraph, _)| paragraph)
            .collect();
        let mut tokens_by_role = BTreeMap::new();
        for execution in &state.executions {
            *tokens_by_role.entry(execution.step.role).or_default() += execution.tokens_used;
        }
        Self {
            set: set.to_owned(),
            id: row.id.clone(),
            hops: row.hops,
            full_tokens: shelf.full_tokens,
            routed_tokens: reading.tokens,
            passages: Kept::of(&row.supporting, |place| reading.has(*place)),
            sentences: Kept::of(&row.supporting_sentences, |sentence| reading.has_sentence(row, *sentence)),
            retrieved: Kept::of(&row.supporting, |place| found.contains(place)),
            answer: answer.map(str::to_owned),
            is_fallback,
            marks: is_marked.then(|| Marks::of(answer, &row.answers)),
            tokens_by_role,
            turns: state.executions.len() as u32,
            steps: state.plan().map_or(0, |plan| plan.steps.len() as u32),
            reason: state.run.terminator.as_ref().map(|terminator| terminator.reason),
            failure: failure.map(str::to_owned),
            wall_ms,
        }
    }

    /// The gold evidence at its finest: sentences where they are known, otherwise passages.
    pub fn evidence(&self) -> Kept {
        if self.sentences.gold > 0 { self.sentences } else { self.passages }
    }

    /// Whether the run gave an answer and nothing stopped it.
    pub fn stands(&self) -> bool {
        self.answer.is_some() && !self.is_fallback && self.reason.is_none()
    }

    pub fn total_tokens(&self) -> u64 {
        self.tokens_by_role.values().sum()
    }
}

impl Kept {
    pub fn of<T>(gold: &[T], is_kept: impl Fn(&T) -> bool) -> Self {
        Self { gold: gold.len() as u32, kept: gold.iter().filter(|item| is_kept(item)).count() as u32 }
    }

    pub fn is_all(self) -> bool {
        self.kept == self.gold
    }
}
