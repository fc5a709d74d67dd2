use serde::{Deserialize, Serialize};

/// What a tenant puts into its library: plain text or Markdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub id: String,
    pub title: String,
    pub text: String,
}

/// The unit that is found, routed and cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// `{document}#{n}`, from 0 in reading order.
    pub id: String,
    pub document: String,
    pub title: String,
    pub text: String,
    /// Where the passage begins in the document's text, in bytes.
    pub start: usize,
    /// Where it ends: `text` is the document's `text[start..end]`.
    pub end: usize,
}

impl Passage {
    pub(crate) fn new(document: &str, title: &str, number: usize, start: usize, text: &str) -> Self {
        Self {
            id: format!("{document}#{number}"),
            document: document.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            start,
            end: start + text.len(),
        }
    }
}
