use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Passage, Segment,
    segment::{Posting, Section},
};

/// What stored segments begin with: the format's name, then its version and a line break.
const NAME: &[u8] = b"genesis-segment ";
const VERSION: u32 = 1;

/// Bytes that are not a segment this program can read.
#[derive(Debug, thiserror::Error)]
pub enum CorruptSegment {
    #[error("the bytes do not begin like a knowledge segment")]
    NotASegment,
    #[error("the segment has format version {0}, and this program reads version {VERSION}")]
    UnknownVersion(u32),
    #[error("the segment cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the segment contradicts itself: {0}")]
    Inconsistent(#[from] Inconsistency),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistency {
    #[error("{passages} passages with {lengths} lengths")]
    Lengths { passages: usize, lengths: usize },
    #[error("the list of `{term}` names a passage twice, out of order or beyond the last")]
    Postings { term: String },
    #[error("the document `{document}` is there twice or out of order")]
    Documents { document: String },
    #[error("a passage of `{document}` is out of order")]
    Passages { document: String },
}

/// A segment as it lies in storage: what follows from the rest is left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stored {
    documents: Vec<StoredDocument>,
    lengths: Vec<u32>,
    postings: BTreeMap<String, Vec<Posting>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredDocument {
    id: String,
    title: String,
    passages: Vec<(usize, String)>,
}

pub(crate) fn encode(segment: &Segment) -> Vec<u8> {
    let mut bytes = [NAME, VERSION.to_string().as_bytes(), b"\n"].concat();
    serde_json::to_writer(&mut bytes, segment).expect("strings and numbers always serialise, and a vector takes all bytes");
    bytes
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Segment, CorruptSegment> {
    let rest = bytes.strip_prefix(NAME).ok_or(CorruptSegment::NotASegment)?;
    let line_end = rest.iter().position(|byte| *byte == b'\n').ok_or(CorruptSegment::NotASegment)?;
    let version = std::str::from_utf8(&rest[..line_end]).ok().and_then(|digits| digits.parse().ok());
    match version.ok_or(CorruptSegment::NotASegment)? {
        VERSION => Ok(Segment::try_from(serde_json::from_slice::<Stored>(&rest[line_end + 1..])?)?),
        unknown => Err(CorruptSegment::UnknownVersion(unknown)),
    }
}

impl From<Segment> for Stored {
    fn from(segment: Segment) -> Self {
        let mut passages = segment.passages.into_iter();
        let documents = segment.documents.into_iter().map(|(id, section)| StoredDocument {
            id,
            title: section.title,
            passages: passages.by_ref().take(section.count as usize).map(|passage| (passage.start, passage.text)).collect(),
        });
        Self { documents: documents.collect(), lengths: segment.lengths, postings: segment.postings }
    }
}

impl TryFrom<Stored> for Segment {
    type Error = Inconsistency;

    fn try_from(stored: Stored) -> Result<Self, Inconsistency> {
        let mut segment = Segment { lengths: stored.lengths, postings: stored.postings, ..Segment::default() };
        for document in stored.documents {
            place(&mut segment, document)?;
        }
        if segment.passages.len() != segment.lengths.len() {
            return Err(Inconsistency::Lengths { passages: segment.passages.len(), lengths: segment.lengths.len() });
        }
        for (term, list) in &segment.postings {
            let within = list.last().is_some_and(|last| (last.0 as usize) < segment.passages.len());
            if !within || !list.windows(2).all(|pair| pair[0].0 < pair[1].0) {
                return Err(Inconsistency::Postings { term: term.clone() });
            }
        }
        Ok(segment)
    }
}

fn place(segment: &mut Segment, document: StoredDocument) -> Result<(), Inconsistency> {
    if segment.documents.last_key_value().is_some_and(|(last, _)| *last >= document.id) {
        return Err(Inconsistency::Documents { document: document.id });
    }
    let first = segment.passages.len() as u32;
    let mut reached = 0;
    for (number, (start, text)) in document.passages.iter().enumerate() {
        let end = start.checked_add(text.len()).filter(|end| *start >= reached && *end > *start);
        reached = end.ok_or_else(|| Inconsistency::Passages { document: document.id.clone() })?;
        segment.passages.push(Passage::new(&document.id, &document.title, number, *start, text));
    }
    let section = Section { title: document.title, first, count: document.passages.len() as u32 };
    segment.documents.insert(document.id, section);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Document;

    fn segment() -> Segment {
        let document = |id: &str, text: &str| Document { id: id.into(), title: "Título".into(), text: text.into() };
        Segment::build(&[document("b", "One é sentence.\n\nAnother \"one\"."), document("a", ""), document("a/b#c", "Third.")])
    }

    #[test]
    fn a_segment_survives_storage() {
        let bytes = segment().encode();
        assert!(bytes.starts_with(b"genesis-segment 1\n{"));
        assert_eq!(Segment::decode(&bytes).unwrap(), segment());
    }

    #[test]
    fn other_versions_and_other_bytes_are_told_apart() {
        assert!(matches!(Segment::decode(b"genesis-segment 2\n{}"), Err(CorruptSegment::UnknownVersion(2))));
        for bytes in [&b""[..], b"{}", b"genesis-segment ", b"genesis-segment x\n{}", b"genesis-segment 1{}"] {
            assert!(matches!(Segment::decode(bytes), Err(CorruptSegment::NotASegment)));
        }
    }

    #[test]
    fn a_segment_that_contradicts_itself_is_refused() {
        let twice = r#"{"id":"a","title":"","passages":[]},{"id":"a","title":"","passages":[]}"#;
        let overlap = r#"{"id":"a","title":"","passages":[[3,"abc"],[5,"de"]]}"#;
        for (documents, lengths, postings) in [
            ("", "1", ""),
            ("", "", r#""x":[[0,1]]"#),
            ("", "", r#""x":[]"#),
            (twice, "", ""),
            (overlap, "1,1", ""),
            (r#"{"id":"a","title":"","passages":[[0,"x"]]}"#, "1", r#""x":[[0,1],[0,2]]"#),
            (r#"{"id":"a","title":"","passages":[[18446744073709551615,"x"]]}"#, "1", ""),
        ] {
            let text = format!("genesis-segment 1\n{{\"documents\":[{documents}],\"lengths\":[{lengths}],\"postings\":{{{postings}}}}}");
            assert!(matches!(Segment::decode(text.as_bytes()), Err(CorruptSegment::Inconsistent(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_truncation_is_refused(cut in 0usize..400) {
            let bytes = segment().encode();
            let cut = cut % bytes.len();
            prop_assert!(Segment::decode(&bytes[..cut]).is_err());
        }

        #[test]
        fn random_bytes_are_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Segment::decode(&body).is_err());
            prop_assert!(Segment::decode(&[b"genesis-segment 1\n".to_vec(), body].concat()).is_err());
        }

        #[test]
        fn a_damaged_byte_never_panics(at in 0usize..400, byte in any::<u8>()) {
            let mut bytes = segment().encode();
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Ok(read) = Segment::decode(&bytes) {
                crate::Index::new(vec![std::sync::Arc::new(read)]).search("one sentence third", 9);
            }
        }
    }
}
