//! Personal data and secrets: candidates from several readings of one text, of which the surest are kept.

mod cards;
mod context;
mod emails;
mod lists;
mod names;
mod network;
mod numbers;
mod places;
mod rules;
mod secrets;
mod streets;
mod words;

use self::context::Nearby;
use crate::{Finding, Kind, finding::Candidate, folded::Folded, overlap};

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Every sensitive kind where there is none.
    pub kinds: Vec<Kind>,
    /// The least confidence, from 0 to 1.
    pub confidence: f64,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { kinds: Vec::new(), confidence: 0.5 }
    }
}

impl Wanted {
    /// Every kind that is somebody's own, where it is not merely as likely as not.
    pub fn private() -> Self {
        Self { kinds: Kind::ALL.iter().copied().filter(|kind| kind.is_private()).collect(), confidence: 0.7 }
    }

    fn wants(&self, kind: Kind) -> bool {
        if self.kinds.is_empty() { kind.is_sensitive() } else { self.kinds.contains(&kind) }
    }
}

pub(crate) fn warm() {
    context::warm();
    lists::warm();
    numbers::warm();
    secrets::warm();
}

/// Every sensitive thing in a text that is at least as likely as not, in the order of the text and without overlaps.
pub fn scan(text: &str) -> Vec<Finding> {
    scan_for(text, &Wanted::default())
}

/// What is wanted and in a text, in its order and without overlaps.
pub fn scan_for(original: &str, wanted: &Wanted) -> Vec<Finding> {
    let folded = Folded::of(original);
    let mut candidates = Vec::new();
    // Byte for byte the same text: what is found in one is there in the other.
    let (text, small) = (&*folded.text, &*folded.text.to_ascii_lowercase());
    let nearby = Nearby::of(text, small);
    numbers::find(text, &nearby, wanted.confidence, &mut candidates);
    emails::find(text, small, &mut candidates);
    network::find(text, &nearby, &mut candidates);
    secrets::find(text, &mut candidates);
    words::find(text, small, &mut candidates);
    candidates.retain(|candidate| candidate.confidence >= wanted.confidence);
    let mut kept = overlap::resolve(candidates);
    kept.retain(|candidate| candidate.kind.is_some_and(|kind| wanted.wants(kind)));
    placed(original, &folded, kept)
}

/// The candidates where they are in the text as it was passed in.
fn placed(text: &str, folded: &Folded<'_>, candidates: Vec<Candidate>) -> Vec<Finding> {
    let (mut byte, mut count) = (0, 0);
    let mut chars_until = |until: usize| {
        count += text[byte..until].chars().count();
        byte = until;
        count
    };
    let mut findings = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Some(kind) = candidate.kind else { continue };
        let bytes = folded.original(&candidate.range);
        let chars = chars_until(bytes.start)..chars_until(bytes.end);
        let confidence = (candidate.confidence * 100.0).round() / 100.0;
        findings.push(Finding { kind, bytes, chars, confidence, reason: candidate.reason });
    }
    findings
}
