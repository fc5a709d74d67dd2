//! One finding for one piece of text.

use std::collections::BTreeMap;

use crate::{Kind, finding::Candidate};

/// A name or a place is often a part of something: of a street, of an address of mail.
const PART: f64 = 0.85;

/// The most confident where several overlap, and of equals the longest; in the order of the text.
pub(crate) fn resolve(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|candidate| !candidate.range.is_empty());
    candidates.sort_by_key(|candidate| candidate.range.start);
    let (mut kept, mut heap, mut end) = (Vec::with_capacity(candidates.len()), Vec::new(), 0);
    for candidate in candidates {
        if candidate.range.start >= end {
            kept.append(&mut apart(std::mem::take(&mut heap)));
        }
        end = end.max(candidate.range.end);
        heap.push(candidate);
    }
    kept.append(&mut apart(heap));
    kept
}

/// Of candidates each of which overlaps another.
fn apart(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if candidates.len() < 2 {
        return candidates;
    }
    candidates.sort_by(|one, other| {
        let longest = other.range.len().cmp(&one.range.len());
        rank(other).total_cmp(&rank(one)).then(longest).then(one.range.start.cmp(&other.range.start))
    });
    let mut kept: BTreeMap<usize, Candidate> = BTreeMap::new();
    for candidate in candidates {
        // Those kept do not overlap: only the last that begins before this one's end can reach into it.
        let last = kept.range(..candidate.range.end).next_back();
        if last.is_none_or(|(_, before)| before.range.end <= candidate.range.start) {
            kept.insert(candidate.range.start, candidate);
        }
    }
    kept.into_values().collect()
}

fn rank(candidate: &Candidate) -> f64 {
    match candidate.kind {
        Some(Kind::Name | Kind::Location) => candidate.confidence * PART,
        _ => candidate.confidence,
    }
}
