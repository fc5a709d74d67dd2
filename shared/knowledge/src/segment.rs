use std::collections::{BTreeMap, BTreeSet};

use genesis_text::terms;
use serde::{Deserialize, Serialize};

use crate::{
    CorruptSegment, Document, Passage, split,
    stored::{self, Stored},
};

/// How much more a word of the title counts than one of the text. More would let every passage of an article win
/// over the one that answers.
const TITLE_WEIGHT: u32 = 2;

/// Documents made searchable together, once. Passages are in the order of their documents' ids, so that equal documents make equal bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Segment {
    pub(crate) documents: BTreeMap<String, Section>,
    pub(crate) passages: Vec<Passage>,
    /// Terms per passage, the title's included.
    pub(crate) lengths: Vec<u32>,
    pub(crate) postings: BTreeMap<String, Vec<Posting>>,
}

/// A document's place among the passages. An empty document has one too: it hides its earlier version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub title: String,
    pub first: u32,
    pub count: u32,
}

/// That a term occurs in a passage: which (by number in the segment), and how often, weighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Posting(pub u32, pub u32);

impl Segment {
    /// Of two documents with the same id the later counts.
    pub fn build(documents: &[Document]) -> Segment {
        let latest: BTreeMap<&str, &Document> = documents.iter().map(|document| (document.id.as_str(), document)).collect();
        let mut segment = Segment::default();
        for document in latest.into_values() {
            segment.add(document);
        }
        segment
    }

    /// One segment in place of many, oldest first: a later document replaces the earlier of the same id.
    pub fn merge(segments: &[&Segment]) -> Segment {
        let ids: BTreeSet<&str> = segments.iter().flat_map(|segment| segment.documents.keys().map(String::as_str)).collect();
        let mut merged = Segment::default();
        let mut moved: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); segments.len()];
        for id in ids {
            let latest = segments.iter().enumerate().rev().find_map(|(at, segment)| Some((at, *segment, segment.documents.get(id)?)));
            let (at, segment, section) = latest.expect("the id was taken from one of the segments");
            let first = merged.passages.len() as u32;
            moved[at].extend((0..section.count).map(|n| (section.first + n, first + n)));
            let range = section.first as usize..(section.first + section.count) as usize;
            merged.passages.extend_from_slice(&segment.passages[range.clone()]);
            merged.lengths.extend_from_slice(&segment.lengths[range]);
            merged.documents.insert(id.to_owned(), Section { first, ..section.clone() });
        }
        for (segment, moved) in segments.iter().zip(&moved) {
            merged.take_postings(segment, moved);
        }
        merged.postings.values_mut().for_each(|list| list.sort_unstable());
        merged
    }

    /// The same bytes for the same documents. They begin with the format's name and version.
    pub fn encode(&self) -> Vec<u8> {
        stored::encode(self)
    }

    pub fn decode(bytes: &[u8]) -> Result<Segment, CorruptSegment> {
        stored::decode(bytes)
    }

    pub fn document_count(&self) -> usize {
        self.documents.len()
    }

    pub fn passage_count(&self) -> usize {
        self.passages.len()
    }

    fn add(&mut self, document: &Document) {
        let first = self.passages.len() as u32;
        let title = terms(&document.title);
        for passage in split(document) {
            let number = self.passages.len() as u32;
            let text = terms(&passage.text);
            self.lengths.push((text.len() + title.len()) as u32);
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for term in text {
                *counts.entry(term).or_default() += 1;
            }
            for term in &title {
                *counts.entry(term.clone()).or_default() += TITLE_WEIGHT;
            }
            for (term, count) in counts {
                self.postings.entry(term).or_default().push(Posting(number, count));
            }
            self.passages.push(passage);
        }
        let count = self.passages.len() as u32 - first;
        self.documents.insert(document.id.clone(), Section { title: document.title.clone(), first, count });
    }

    fn take_postings(&mut self, segment: &Segment, moved: &BTreeMap<u32, u32>) {
        for (term, list) in &segment.postings {
            let kept: Vec<Posting> = list.iter().filter_map(|Posting(old, count)| Some(Posting(*moved.get(old)?, *count))).collect();
            if !kept.is_empty() {
                self.postings.entry(term.clone()).or_default().extend(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn document(id: &str, text: &str) -> Document {
        Document { id: id.into(), title: id.to_uppercase(), text: text.into() }
    }

    #[test]
    fn the_later_of_two_documents_counts() {
        let segment = Segment::build(&[document("a", "Old text. "), document("b", "Other."), document("a", "New text.")]);
        assert_eq!(segment.document_count(), 2);
        assert_eq!(segment.passages[0].text, "New text.");
        assert!(!segment.postings.contains_key("old"));
    }

    #[test]
    fn an_emptied_document_leaves_nothing_to_find() {
        let merged = Segment::merge(&[&Segment::build(&[document("a", "Words.")]), &Segment::build(&[document("a", "")])]);
        assert_eq!((merged.document_count(), merged.passage_count(), merged.postings.len()), (1, 0, 0));
    }

    fn documents() -> impl Strategy<Value = Vec<Document>> {
        prop::collection::vec(("[a-e]", "([A-Z][a-d ]{0,12}[.]( |\\n\\n)){0,4}"), 0..6)
            .prop_map(|all| all.into_iter().map(|(id, text)| document(&id, &text)).collect())
    }

    proptest! {
        #[test]
        fn merging_is_building_at_once(one in documents(), two in documents(), three in documents()) {
            let parts = [Segment::build(&one), Segment::build(&two), Segment::build(&three)];
            let merged = Segment::merge(&parts.iter().collect::<Vec<_>>());
            prop_assert_eq!(merged.encode(), Segment::build(&[one, two, three].concat()).encode());
        }

        #[test]
        fn the_order_of_different_documents_leaves_no_trace(mut all in documents()) {
            all.sort_by(|a, b| a.id.cmp(&b.id));
            all.dedup_by(|a, b| a.id == b.id);
            let forwards = Segment::build(&all);
            all.reverse();
            prop_assert_eq!(forwards.encode(), Segment::build(&all).encode());
        }
    }
}
