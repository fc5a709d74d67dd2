use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use genesis_orchestration::{MemoryItem, RunState};
use genesis_rcr::{Role, Routed, Selected, SourceKind};
use genesis_text::sentences;

use crate::{Kept, Row, Shelf};

/// What the Solver read of a question's memory in all its turns: each sentence counts once, and the title once for each passage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub tokens: u64,
    /// What was read of the question's own paragraphs, by their place: bytes, ascending.
    kept: BTreeMap<usize, Vec<Range<usize>>>,
}

impl Reading {
    /// What the turns read, if each reads no more than `budget` tokens of what was routed to it, the best first.
    pub fn within(budget: u32, state: &RunState, shelf: &Shelf) -> Self {
        let solver = state.executions.iter().filter(|execution| execution.step.role == Role::Solver);
        let mut reading = Self::default();
        let mut read: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        let passages: BTreeMap<&str, &MemoryItem> =
            state.memory.iter().filter(|item| item.kind == SourceKind::Passage).map(|item| (item.source.as_str(), item)).collect();
        for routed in solver.filter_map(|execution| execution.routed.as_ref()) {
            for selected in affordable(routed, budget) {
                let Some((id, item)) = passages.get_key_value(selected.id.as_str()) else { continue };
                read.entry(id).or_default().extend(sentences_of(item, selected));
            }
        }
        for (id, numbers) in read {
            reading.add(passages[id], &numbers, shelf.place(id));
        }
        reading.kept.values_mut().for_each(|ranges| ranges.sort_by_key(|range| range.start));
        reading
    }

    fn add(&mut self, item: &MemoryItem, numbers: &BTreeSet<usize>, place: Option<(usize, usize)>) {
        let all = sentences(&item.content);
        let cost = |number: &usize| item.cost.sentence_tokens.get(*number).copied().unwrap_or(0);
        self.tokens += match numbers.len() == all.len() {
            true => u64::from(item.cost.tokens),
            false => u64::from(item.cost.title_tokens) + numbers.iter().map(|number| u64::from(cost(number))).sum::<u64>(),
        };
        if let Some((paragraph, start)) = place {
            let range = |number: &usize| all[*number].start + start..all[*number].end + start;
            self.kept.entry(paragraph).or_default().extend(numbers.iter().map(range));
        }
    }

    /// How much of the gold evidence was read: sentences where they are known, otherwise passages.
    pub fn evidence(&self, row: &Row) -> Kept {
        match row.supporting_sentences.is_empty() {
            true => Kept::of(&row.supporting, |place| self.has(*place)),
            false => Kept::of(&row.supporting_sentences, |sentence| self.has_sentence(row, *sentence)),
        }
    }

    /// Whether something of a paragraph was read.
    pub fn has(&self, paragraph: usize) -> bool {
        self.kept.contains_key(&paragraph)
    }

    /// Whether a sentence of a paragraph was read to its last character, white space aside.
    pub fn has_sentence(&self, row: &Row, (paragraph, sentence): (usize, usize)) -> bool {
        let Some(kept) = self.kept.get(&paragraph) else { return false };
        let text = &row.paragraphs[paragraph].text;
        let wanted = row.paragraphs[paragraph].sentences[sentence].clone();
        let mut reached = wanted.start;
        for range in kept.iter().filter(|range| range.end > wanted.start) {
            if range.start > reached && !text[reached..range.start.min(wanted.end)].trim().is_empty() {
                return false;
            }
            reached = reached.max(range.end);
            if reached >= wanted.end {
                return true;
            }
        }
        text[reached..wanted.end].trim().is_empty()
    }
}

/// What of a turn's context fits, in its order; what does not fit is skipped.
fn affordable(routed: &Routed, budget: u32) -> impl Iterator<Item = &Selected> {
    let mut left = budget;
    routed.selected.iter().filter(move |selected| {
        let fits = selected.tokens <= left;
        left -= if fits { selected.tokens } else { 0 };
        fits
    })
}

/// The numbers of the sentences that were selected of a passage.
fn sentences_of(item: &MemoryItem, selected: &Selected) -> Vec<usize> {
    let within = |range: &Range<usize>| match &selected.spans {
        None => true,
        Some(spans) => spans.iter().any(|span| span.start <= range.start && range.end <= span.end),
    };
    sentences(&item.content).iter().enumerate().filter(|(_, range)| within(range)).map(|(number, _)| number).collect()
}
