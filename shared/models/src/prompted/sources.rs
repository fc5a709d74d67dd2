use std::collections::BTreeSet;

use super::{
    BadReply,
    fence::{Fenced, escaped},
    quote,
};
use crate::{Citation, ContextItem, ItemKind};

/// What a role may read. Passages go by the labels `p1`, `p2` and so on: short for a small model, and nothing that came from
/// outside stands before a fence.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    passages: Vec<&'a ContextItem>,
    notes: Vec<&'a ContextItem>,
}

impl<'a> Sources<'a> {
    pub fn of(context: &'a [ContextItem]) -> Self {
        let mut seen = BTreeSet::new();
        let distinct = context.iter().filter(|item| seen.insert(&item.id));
        let (passages, notes) = distinct.partition(|item| item.kind == ItemKind::Passage);
        Self { passages, notes }
    }

    pub fn tell(&self, fenced: &mut Fenced<'a>) {
        for (passage, number) in self.passages.iter().zip(1..) {
            fenced.add(format!("Passage p{number}:"), format!("Title: {}\n{}", passage.title, quote::shown(&passage.text)));
        }
        for note in &self.notes {
            fenced.add("A note of this run:", note.text.as_str());
        }
    }

    /// The citation of a quote that stands in the passage of this label; the `at`th of a reply.
    pub fn cite(&self, at: usize, label: &str, quote: &str) -> Result<Citation, BadReply> {
        let number = label.strip_prefix('p').and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(0);
        let passages = self.passages.len();
        let passage = number.checked_sub(1).and_then(|at| self.passages.get(at)).ok_or(BadReply::NoSuchPassage { at, passages })?;
        // The model has read the passage without what looks like a fence; the place is the same.
        let place = quote::find(quote, &escaped(&passage.text)).ok_or_else(|| BadReply::NotQuoted { at, label: format!("p{number}") })?;
        Ok(Citation {
            passage: passage.id.clone(),
            title: passage.title.clone(),
            quote: passage.text[place.clone()].to_owned(),
            start: place.start,
            end: place.end,
        })
    }
}
