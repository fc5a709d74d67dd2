use std::{collections::BTreeSet, sync::Arc};

use genesis_knowledge::{Document, Index, Segment};
use genesis_tokens::count;

use crate::{Paragraph, Row};

/// The memory that a question is asked over: its own paragraphs and those of other questions.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub index: Index,
    /// Of all paragraphs, each read whole under its title.
    pub full_tokens: u64,
}

/// What the documents of the question's own paragraphs are called, before their place.
const OWN: &str = "own-";

impl Shelf {
    /// A paragraph that several questions share stands there once.
    pub fn of(row: &Row, others: &[&Row]) -> Self {
        let mut taken: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut documents = Vec::new();
        let mut full_tokens = 0;
        let mut put = |id: String, paragraph: &Paragraph| {
            full_tokens += count(&paragraph.rendered()) as u64;
            documents.push(Document { id, title: paragraph.title.clone(), text: paragraph.text.clone() });
        };
        for (place, paragraph) in row.paragraphs.iter().enumerate() {
            taken.insert((&paragraph.title, &paragraph.text));
            put(format!("{OWN}{place:03}"), paragraph);
        }
        for (n, other) in others.iter().enumerate() {
            for (place, paragraph) in other.paragraphs.iter().enumerate() {
                if taken.insert((&paragraph.title, &paragraph.text)) {
                    put(format!("other-{n:03}-{place:03}"), paragraph);
                }
            }
        }
        Self { index: Index::new(vec![Arc::new(Segment::build(&documents))]), full_tokens }
    }

    /// Of which of the question's own paragraphs a passage is, and at which byte it begins there.
    pub fn place(&self, passage: &str) -> Option<(usize, usize)> {
        let passage = self.index.passage(passage)?;
        Some((passage.document.strip_prefix(OWN)?.parse().ok()?, passage.start))
    }
}
