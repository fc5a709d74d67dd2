use std::collections::{BTreeMap, BTreeSet};

use genesis_core::Timestamp;

use super::{Flaw, Kept, Report, Trail};
use crate::{Draft, Entry, Hash, Head, Record, chain::RETENTION, record::digest};

/// What the seals say there must be.
pub(super) struct Expected<'a> {
    records: BTreeMap<u64, Sealed<'a>>,
    /// The number under which a text was sealed.
    numbers: BTreeMap<Hash, u64>,
    /// Stretches of numbers that no seal speaks of.
    unproven: Vec<(u64, u64)>,
}

struct Sealed<'a> {
    entry: &'a Entry,
    link: Hash,
    sealed_at: Timestamp,
    is_signed: bool,
}

impl<'a> Expected<'a> {
    pub fn of(trail: &'a Trail, drafts: &'a [Draft], flaws: &mut Vec<Flaw>) -> Self {
        let mut expected = Self { records: BTreeMap::new(), numbers: BTreeMap::new(), unproven: Vec::new() };
        let mut end = Head::of_none(trail.tenant);
        for draft in drafts {
            end = expected.go_on(end, draft, true, flaws);
        }
        // What was signed and not yet forgotten is no second piece of the chain.
        if let Some(draft) = trail.unsigned.as_ref().filter(|unsigned| !drafts.contains(unsigned)) {
            match draft.tenant == trail.tenant && draft.holds() {
                true => end = expected.go_on(end, draft, false, flaws),
                false => flaws.push(Flaw::Disagreement { first: draft.first }),
            }
        }
        let kept = trail.head.unwrap_or(Head::of_none(trail.tenant));
        if kept.sequence > end.sequence {
            expected.miss(end.sequence + 1, kept.sequence, flaws);
        } else if kept != end {
            flaws.push(Flaw::Head { kept: kept.sequence, sealed: end.sequence });
        }
        expected
    }

    /// Takes up what a draft says; gives where the chain then ends.
    fn go_on(&mut self, end: Head, draft: &'a Draft, is_signed: bool, flaws: &mut Vec<Flaw>) -> Head {
        if draft.first > end.sequence + 1 {
            self.miss(end.sequence + 1, draft.first - 1, flaws);
        } else if draft.first <= end.sequence || draft.previous != end.link {
            flaws.push(Flaw::Disagreement { first: draft.first });
        }
        let mut head = Head { sequence: draft.first - 1, link: draft.previous };
        for entry in &draft.entries {
            head = head.followed_by(&entry.digest);
            self.numbers.insert(entry.digest, head.sequence);
            self.records.insert(head.sequence, Sealed { entry, link: head.link, sealed_at: draft.sealed_at, is_signed });
        }
        head
    }

    fn miss(&mut self, first: u64, last: u64, flaws: &mut Vec<Flaw>) {
        self.unproven.push((first, last));
        flaws.push(Flaw::Unproven { first, last });
    }

    /// Looks for what differs, and counts what does not.
    pub fn compare(&self, trail: &Trail, now: Timestamp, report: &mut Report) {
        let (right, others): (Vec<_>, Vec<_>) = trail.records.iter().partition(|kept| self.is_intact(kept));
        let mut found: BTreeSet<u64> = right.iter().filter_map(|kept| kept.link).map(|(sequence, _)| sequence).collect();
        report.intact = found.len() as u64;
        report.unsigned = self.records.iter().filter(|(number, sealed)| found.contains(number) && !sealed.is_signed).count() as u64;
        for kept in others {
            match self.flaw_of(kept, trail) {
                Judged::Tail => report.tail.push(kept.place.clone()),
                Judged::Unprovable => {}
                Judged::Flaw(flaw) => {
                    found.extend(flaw.accounts_for());
                    report.flaws.push(flaw);
                }
            }
        }
        for (number, sealed) in self.records.iter().filter(|(number, _)| !found.contains(number)) {
            match sealed.sealed_at.plus(RETENTION) <= now {
                true => report.expired += 1,
                false => report.flaws.push(Flaw::Removed { sequence: *number, record: sealed.entry.record }),
            }
        }
    }

    fn is_intact(&self, kept: &Kept) -> bool {
        let Some((sequence, link)) = kept.link else { return false };
        let is_sealed_so = |sealed: &Sealed<'_>| sealed.entry.digest == digest(&kept.text) && sealed.link == link;
        self.records.get(&sequence).is_some_and(is_sealed_so) && is_in_place(kept)
    }

    fn flaw_of(&self, kept: &Kept, trail: &Trail) -> Judged {
        let place = || kept.place.clone();
        let stands = kept.link.map(|(sequence, _)| sequence);
        if let Some(sealed) = self.numbers.get(&digest(&kept.text)).copied() {
            let is_moved = stands != Some(sealed) || !is_in_place(kept);
            let moved = Flaw::Moved { sealed, stands, place: place() };
            // What is as it was but for its link was given another.
            return Judged::Flaw(if is_moved { moved } else { Flaw::Altered { sequence: sealed, place: place() } });
        }
        let altered = self.records.iter().find(|(_, sealed)| kept.place.ends_with(&format!("#{}", sealed.entry.record)));
        match (altered, stands) {
            (Some((sequence, _)), _) => Judged::Flaw(Flaw::Altered { sequence: *sequence, place: place() }),
            (None, Some(sequence)) if self.is_unproven(sequence) => Judged::Unprovable,
            (None, Some(sequence)) => Judged::Flaw(Flaw::Inserted { sequence, place: place() }),
            (None, None) if is_record_of(kept, trail) => Judged::Tail,
            (None, None) => Judged::Flaw(Flaw::Unreadable { place: place() }),
        }
    }

    fn is_unproven(&self, sequence: u64) -> bool {
        self.unproven.iter().any(|(first, last)| (*first..=*last).contains(&sequence))
    }
}

/// What a record that is not as its seal says comes to.
enum Judged {
    /// It waits for its seal.
    Tail,
    /// Its seal is gone, which is told elsewhere.
    Unprovable,
    Flaw(Flaw),
}

impl Flaw {
    /// The sealed record that is there, though not as it was.
    fn accounts_for(&self) -> Option<u64> {
        match self {
            Flaw::Altered { sequence, .. } => Some(*sequence),
            Flaw::Moved { sealed, .. } => Some(*sealed),
            _ => None,
        }
    }
}

fn is_in_place(kept: &Kept) -> bool {
    Record::read(&kept.text).is_ok_and(|record| record.place() == kept.place)
}

fn is_record_of(kept: &Kept, trail: &Trail) -> bool {
    Record::read(&kept.text).is_ok_and(|record| record.place() == kept.place && record.tenant == trail.tenant)
}
