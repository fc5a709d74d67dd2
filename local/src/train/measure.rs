use std::collections::{BTreeMap, BTreeSet};

use genesis_rcr::{Candidate, Cut, Place, Span, readable};

use super::turns::{Question, Spot, Turn};

/// What is kept of some questions' memories.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub questions: u32,
    full_tokens: u64,
    kept_tokens: u64,
    evidence: u32,
    kept_evidence: u32,
    complete: u32,
}

impl Figures {
    pub fn reduction(&self) -> f64 {
        1.0 - self.kept_tokens as f64 / self.full_tokens.max(1) as f64
    }

    /// Over all evidence alike.
    pub fn recall(&self) -> f64 {
        f64::from(self.kept_evidence) / f64::from(self.evidence.max(1))
    }

    /// The share of questions that keep all of it.
    pub fn complete(&self) -> f64 {
        f64::from(self.complete) / f64::from(self.questions.max(1))
    }

    /// Adds a question whose turns find its sentences so likely, as the router reads them under a cut. What several turns read
    /// counts once, and a title once for each passage.
    pub fn add(&mut self, question: &Question, likely: &[Vec<f64>], cut: Cut) {
        let mut read: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (turn, likely) in question.turns.iter().zip(likely) {
            read.extend(lines_read(question, turn, likely, cut));
        }
        let tokens =
            |passage: usize| tokens(&question.passages[passage], read.range((passage, 0)..(passage + 1, 0)).map(|(_, line)| *line));
        let pages: BTreeSet<usize> = read.iter().map(|(passage, _)| *passage).collect();
        let is_read = |spot: &Spot| {
            let passage = &question.passages[spot.passage];
            let meets = |line: &usize| passage.sentences.get(*line).is_none_or(|sentence| spot.meets(Some(sentence.span)));
            (0..passage.sentences.len().max(1)).filter(meets).all(|line| read.contains(&(spot.passage, line)))
        };
        let found = question.evidence.iter().filter(|spots| !spots.is_empty() && spots.iter().all(is_read)).count();
        self.questions += 1;
        self.full_tokens += question.full_tokens;
        self.kept_tokens += pages.into_iter().map(tokens).sum::<u64>();
        self.evidence += question.evidence.len() as u32;
        self.kept_evidence += found as u32;
        self.complete += u32::from(found == question.evidence.len());
    }
}

/// What the router gives a turn, as passages and lines.
fn lines_read(question: &Question, turn: &Turn, likely: &[f64], cut: Cut) -> Vec<(usize, usize)> {
    let passages: Vec<&Candidate> = turn.found.iter().map(|at| &question.passages[*at]).collect();
    let full_tokens = passages.iter().map(|passage| u64::from(passage.tokens)).sum();
    let selected = readable(&passages, &turn.places, likely, cut.of(question.is_in_parts, full_tokens, likely));
    let spans: BTreeMap<&str, Option<&Vec<Span>>> =
        selected.iter().map(|selected| (selected.id.as_str(), selected.spans.as_ref())).collect();
    let is_read = |place: &&Place| match (spans.get(passages[place.page].id.as_str()), place.span) {
        (None, _) => false,
        (Some(None), _) | (Some(Some(_)), None) => true,
        (Some(Some(spans)), Some(own)) => spans.iter().any(|span| span.start <= own.start && own.end <= span.end),
    };
    turn.places.iter().filter(is_read).map(|place| (turn.found[place.page], place.line)).collect()
}

fn tokens(passage: &Candidate, lines: impl Iterator<Item = usize>) -> u64 {
    let costs: Vec<u64> = lines.filter_map(|line| passage.sentences.get(line)).map(|sentence| u64::from(sentence.tokens)).collect();
    match costs.len() == passage.sentences.len() {
        true => u64::from(passage.tokens),
        false => u64::from(passage.title_tokens) + costs.iter().sum::<u64>(),
    }
}
