mod expected;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use genesis_core::{RecordId, TenantId, Timestamp};

use self::expected::Expected;
use crate::{Draft, Hash, Head, InvalidSeal, PublicKey, Seal};

/// All that is kept of what a tenant's people did.
#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    pub tenant: TenantId,
    pub records: Vec<Kept>,
    /// The texts of seals by the names they are kept under.
    pub seals: BTreeMap<String, String>,
    /// Where the sealer says the chain ends.
    pub head: Option<Head>,
    /// What the sealer has chained and not signed yet.
    pub unsigned: Option<Draft>,
}

impl Trail {
    /// Whether there is nothing of the tenant's at all: neither a record nor a seal, and no trace of either.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.seals.is_empty() && self.head.is_none() && self.unsigned.is_none()
    }
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub place: String,
    pub text: String,
    /// Its number and link; none before it is sealed.
    pub link: Option<(u64, Hash)>,
}

/// What was found out about a trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are as they were when they were sealed.
    pub intact: u64,
    /// Of these, chained and not signed yet.
    pub unsigned: u64,
    /// Sealed records whose time was over.
    pub expired: u64,
    /// The places of records that wait for being sealed: what happened to those nobody can tell.
    pub tail: Vec<String>,
    pub flaws: Vec<Flaw>,
}

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("record {sequence} ({record}) was removed")]
    Removed { sequence: u64, record: RecordId },
    #[error("record {sequence} at {place} was altered")]
    Altered { sequence: u64, place: String },
    #[error("record {sealed} at {place} was moved{}", .stands.map(|stands| format!(" to number {stands}")).unwrap_or_default())]
    Moved { sealed: u64, stands: Option<u64>, place: String },
    #[error("the record with number {sequence} at {place} was put in")]
    Inserted { sequence: u64, place: String },
    #[error("what is kept at {place} is no record of this tenant and place")]
    Unreadable { place: String },
    #[error("the seal {name} proves nothing: {reason}")]
    Seal { name: String, reason: InvalidSeal },
    #[error("no seal tells of records {first} to {last}")]
    Unproven { first: u64, last: u64 },
    #[error("the seal of record {first} does not go on where the one before it ends")]
    Disagreement { first: u64 },
    #[error("the end of the chain is kept as record {kept}, and is record {sealed}")]
    Head { kept: u64, sealed: u64 },
}

/// Holds a trail against its seals, of which this key proves that the sealer wrote them.
pub fn verify(trail: &Trail, key: &PublicKey, now: Timestamp) -> Report {
    let mut report = Report::default();
    let drafts = opened(trail, key, &mut report.flaws);
    let expected = Expected::of(trail, &drafts, &mut report.flaws);
    expected.compare(trail, now, &mut report);
    report.flaws.sort_by_key(Flaw::sequence);
    report
}

/// The drafts of all seals that hold, in the order of their records.
fn opened(trail: &Trail, key: &PublicKey, flaws: &mut Vec<Flaw>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (name, text) in &trail.seals {
        let opened = Seal::read(text).and_then(|seal| seal.opened(key).cloned());
        let placed = opened.and_then(|draft| {
            let is_here = draft.tenant == trail.tenant && draft.name() == *name;
            if is_here { Ok(draft) } else { Err(InvalidSeal::Misplaced) }
        });
        match placed {
            Ok(draft) => drafts.push(draft),
            Err(reason) => flaws.push(Flaw::Seal { name: name.clone(), reason }),
        }
    }
    drafts.sort_by_key(|draft| draft.first);
    drafts
}

impl Flaw {
    /// The number of the first record it is about; those that are about none come first.
    fn sequence(&self) -> u64 {
        match self {
            Flaw::Removed { sequence, .. } | Flaw::Altered { sequence, .. } | Flaw::Inserted { sequence, .. } => *sequence,
            Flaw::Moved { sealed, .. } => *sealed,
            Flaw::Unproven { first, .. } | Flaw::Disagreement { first } => *first,
            Flaw::Head { sealed, .. } => *sealed,
            Flaw::Unreadable { .. } | Flaw::Seal { .. } => 0,
        }
    }
}
