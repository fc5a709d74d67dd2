//! Multi-hop questions with their gold evidence, as published data sets give them: one JSON object a line. The files stay where they are.

mod line;
mod set;

use std::ops::Range;

pub use line::BadField;
pub use set::{BadRow, QuestionSet};

/// A question that can be asked over its own paragraphs.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub id: String,
    pub question: String,
    /// The gold answer, then its aliases.
    pub answers: Vec<String>,
    /// As the data set sorts its questions, like `bridge`; may be empty.
    pub kind: String,
    pub hops: u32,
    pub paragraphs: Vec<Paragraph>,
    /// Places of the supporting paragraphs, ascending.
    pub supporting: Vec<usize>,
    /// The supporting sentences as (paragraph, sentence), ascending. Where a data set names none, the first one of the supporting
    /// paragraph that holds the sub-answer; none without sub-answers.
    pub supporting_sentences: Vec<(usize, usize)>,
    /// The gold sub-questions; empty where the row has none.
    pub decomposition: Vec<Hop>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    pub title: String,
    pub text: String,
    /// Bytes of `text`, each sentence without the white space after it: by `sent_starts`, otherwise by our own reading.
    pub sentences: Vec<Range<usize>>,
}

/// A gold sub-question; `#1` stands for the answer of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    pub question: String,
    pub answer: Option<String>,
    /// Positions from 1, each before its own.
    pub deps: Vec<usize>,
}

impl Paragraph {
    /// As it is read and counted where nothing is left out.
    pub fn rendered(&self) -> String {
        format!("{}: {}", self.title, self.text)
    }
}
