use std::ops::Range;

use genesis_text::sentences;
use serde::{Deserialize, Serialize};

/// Something a role could be given to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: String,
    pub kind: SourceKind,
    /// The document's title for a passage.
    pub title: String,
    pub text: String,
    /// What it costs to read whole, title included.
    pub tokens: u32,
    /// What its title costs, however little of the text is read.
    pub title_tokens: u32,
    /// What can be read of it apart from the rest, in text order; empty where it is read whole or not at all.
    pub sentences: Vec<Sentence>,
    /// When it entered the run's memory.
    pub wave: u32,
    /// The stage that brought it forth.
    pub stage: Stage,
    /// Where the work in hand rests on it: what an answer under review cites. Such evidence comes before all else.
    pub cited: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    pub span: Span,
    pub tokens: u32,
}

/// A range of bytes in a candidate's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
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

/// What a text costs in its parts, counted once and kept with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// All of it, title included.
    pub tokens: u32,
    pub title_tokens: u32,
    /// By sentence, in text order.
    pub sentence_tokens: Vec<u32>,
}

impl Cost {
    /// Of a text under its title, as `count` counts tokens.
    pub fn of(title: &str, text: &str, count: impl Fn(&str) -> usize) -> Self {
        let count = |text: &str| u32::try_from(count(text)).unwrap_or(u32::MAX);
        let heading = if title.is_empty() { String::new() } else { format!("{title}: ") };
        Self {
            tokens: count(&format!("{heading}{text}")),
            title_tokens: count(heading.trim_end()),
            sentence_tokens: sentences(text).into_iter().map(|range| count(&format!(" {}", &text[range]))).collect(),
        }
    }
}

impl Candidate {
    /// A passage found by retrieval.
    pub fn passage(id: impl Into<String>, title: impl Into<String>, text: impl Into<String>, cost: Cost) -> Self {
        let whole = Self {
            id: id.into(),
            kind: SourceKind::Passage,
            title: title.into(),
            text: text.into(),
            tokens: cost.tokens,
            title_tokens: 0,
            sentences: Vec::new(),
            wave: 0,
            stage: Stage::Retrieval,
            cited: Vec::new(),
        };
        whole.in_sentences(cost)
    }

    /// The same, to be read by the sentence. Counts that are of another text leave it whole.
    #[must_use]
    pub fn in_sentences(mut self, cost: Cost) -> Self {
        let spans = sentences(&self.text);
        if spans.len() == cost.sentence_tokens.len() {
            let sentence = |(range, tokens)| Sentence { span: Span::from(range), tokens };
            self.sentences = spans.into_iter().zip(cost.sentence_tokens).map(sentence).collect();
            self.title_tokens = cost.title_tokens;
        }
        self
    }

    pub(crate) fn is_cited(&self) -> bool {
        !self.cited.is_empty()
    }
}

impl Span {
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}
