use std::collections::BTreeMap;

use genesis_core::{Ids, RecordId, TenantId};
use proptest::prelude::*;

use super::*;
use crate::{EventType, RETENTION, Record, Severity, SigningKey, Subject, Unsealed, chained};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// A trail whose records were sealed in stretches of these lengths, with some that wait.
fn trail_of(stretches: &[usize], waiting: usize) -> Trail {
    let ids = Ids::seeded(7);
    let tenant = TenantId::new(ids.next());
    let mut trail = Trail { tenant, records: Vec::new(), seals: BTreeMap::new(), head: None, unsigned: None };
    for stretch in stretches {
        let records: Vec<Unsealed> = (0..*stretch).map(|_| unsealed(&record(tenant, &ids))).collect();
        let head = trail.head.unwrap_or(Head::of_none(tenant));
        let chained = chained(tenant, head, &records, NOW).unwrap();
        let kept = records.into_iter().zip(&chained.links);
        trail.records.extend(kept.map(|(record, link)| Kept {
            place: record.place,
            text: record.text,
            link: Some((link.sequence, link.link)),
        }));
        trail.head = Some(chained.head);
        trail.seals.insert(chained.draft.name(), Seal::of(chained.draft, &key()).text());
    }
    trail.records.extend((0..waiting).map(|_| kept(&record(tenant, &ids))));
    trail
}

fn record(tenant: TenantId, ids: &Ids) -> Record {
    Record {
        id: RecordId::new(ids.next()),
        tenant,
        timestamp: Timestamp(NOW.0 - 60_000),
        event_type: EventType::DataModification,
        severity: Severity::Info,
        subject: Subject { user_id: Some("jane".into()), ..Subject::default() },
        action: "start-run".into(),
        resource: "POST /api/v1/orchestration/start".into(),
        status: 201,
        result: "done".into(),
        request_id: ids.next().to_string(),
        message: None,
        metadata: BTreeMap::from([("ratio".into(), 0.1.into())]),
    }
}

fn unsealed(record: &Record) -> Unsealed {
    Unsealed { id: record.id, place: record.place(), text: record.text() }
}

fn kept(record: &Record) -> Kept {
    Kept { place: record.place(), text: record.text(), link: None }
}

fn key() -> SigningKey {
    SigningKey::of("a secret")
}

fn flaws(trail: &Trail) -> Vec<Flaw> {
    verify(trail, &key().public(), NOW).flaws
}

/// One thing somebody did to a trail of 9 records in three seals of 2, 4 and 3.
#[derive(Debug, Clone)]
enum Mutation {
    Remove(usize),
    /// A byte of a record's text is another.
    Alter(usize, usize, u8),
    /// Two records have each other's texts, numbers, or places.
    SwapTexts(usize, usize),
    SwapNumbers(usize, usize),
    SwapPlaces(usize, usize),
    Repeat(usize, u64),
    Insert(u64),
    Place(usize),
    Renumber(usize, u64),
    Relink(usize),
    Unchain(usize),
    RemoveSeal(usize),
    AlterSeal(usize, usize, u8),
    SwapSeals(usize, usize),
    SignAnew(usize),
    Head(u64),
    Unsigned,
}

fn mutations() -> impl Strategy<Value = Mutation> {
    let two = |of: std::ops::Range<usize>| (of.clone(), of).prop_filter("two of them", |(one, other)| one != other);
    prop_oneof![
        (0..9_usize).prop_map(Mutation::Remove),
        (0..9_usize, any::<usize>(), 1..=255_u8).prop_map(|(n, at, by)| Mutation::Alter(n, at, by)),
        two(0..9).prop_map(|(one, other)| Mutation::SwapTexts(one, other)),
        two(0..9).prop_map(|(one, other)| Mutation::SwapNumbers(one, other)),
        two(0..9).prop_map(|(one, other)| Mutation::SwapPlaces(one, other)),
        (0..9_usize, 1..12_u64).prop_map(|(n, number)| Mutation::Repeat(n, number)),
        (1..12_u64).prop_map(Mutation::Insert),
        (0..9_usize).prop_map(Mutation::Place),
        (0..9_usize, 1..12_u64)
            .prop_filter("another", |(n, number)| *n as u64 + 1 != *number)
            .prop_map(|(n, to)| Mutation::Renumber(n, to)),
        (0..9_usize).prop_map(Mutation::Relink),
        (0..9_usize).prop_map(Mutation::Unchain),
        (0..3_usize).prop_map(Mutation::RemoveSeal),
        (0..3_usize, any::<usize>(), 1..=255_u8).prop_map(|(n, at, by)| Mutation::AlterSeal(n, at, by)),
        two(0..3).prop_map(|(one, other)| Mutation::SwapSeals(one, other)),
        (0..3_usize).prop_map(Mutation::SignAnew),
        (0..12_u64).prop_map(Mutation::Head),
        Just(Mutation::Unsigned),
    ]
}

fn altered(text: &str, at: usize, by: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = at % bytes.len();
    bytes[at] ^= by;
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Mutation {
    fn happen(&self, trail: &mut Trail) {
        let records = &mut trail.records;
        let stranger = record(trail.tenant, &Ids::seeded(8));
        let name = |n: usize| trail.seals.keys().nth(n).unwrap().clone();
        match *self {
            Self::Remove(n) => drop(records.remove(n)),
            Self::Alter(n, at, by) => records[n].text = altered(&records[n].text, at, by),
            Self::SwapTexts(one, other) => {
                let text = records[one].text.clone();
                records[one].text = std::mem::replace(&mut records[other].text, text);
            }
            Self::SwapNumbers(one, other) => {
                let link = records[one].link;
                records[one].link = std::mem::replace(&mut records[other].link, link);
            }
            Self::SwapPlaces(one, other) => {
                let place = records[one].place.clone();
                records[one].place = std::mem::replace(&mut records[other].place, place);
            }
            Self::Repeat(n, number) => {
                let link = Some((number, records[n].link.unwrap().1));
                records.push(Kept { place: stranger.place(), link, text: records[n].text.clone() });
            }
            Self::Insert(number) => records.push(Kept { link: Some((number, Hash::new([1; 32]))), ..kept(&stranger) }),
            Self::Place(n) => records[n].place = stranger.place(),
            Self::Renumber(n, number) => records[n].link = Some((number, records[n].link.unwrap().1)),
            Self::Relink(n) => records[n].link = Some((records[n].link.unwrap().0, Hash::new([1; 32]))),
            Self::Unchain(n) => records[n].link = None,
            Self::RemoveSeal(n) => drop(trail.seals.remove(&name(n))),
            Self::AlterSeal(n, at, by) => {
                let text = altered(&trail.seals[&name(n)], at, by);
                trail.seals.insert(name(n), text);
            }
            Self::SwapSeals(one, other) => {
                let (one, other) = (name(one), name(other));
                let text = trail.seals[&one].clone();
                let text = trail.seals.insert(other, text).unwrap();
                trail.seals.insert(one, text);
            }
            Self::SignAnew(n) => {
                let seal = Seal::read(&trail.seals[&name(n)]).unwrap();
                trail.seals.insert(name(n), Seal::of(seal.draft, &SigningKey::of("another secret")).text());
            }
            Self::Head(sequence) => trail.head = Some(Head { sequence, link: Hash::new([1; 32]) }),
            Self::Unsigned => {
                let head = Head { sequence: 3, link: Hash::new([1; 32]) };
                trail.unsigned = chained(trail.tenant, head, &[unsealed(&stranger)], NOW).map(|chained| chained.draft);
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_one_thing_was_done_to_a_sealed_trail_is_found(mutation in mutations()) {
        let whole = trail_of(&[2, 4, 3], 0);
        let mut trail = whole.clone();
        mutation.happen(&mut trail);
        prop_assert!(flaws(&whole).is_empty());
        prop_assert!(trail == whole || !flaws(&trail).is_empty(), "{mutation:?} is not found");
    }

    #[test]
    fn a_trail_is_whole_however_its_records_were_sealed_and_in_whatever_order_they_are_read(
        stretches in proptest::collection::vec(1..5_usize, 0..5),
        waiting in 0..4_usize,
        turn in 0..20_usize,
    ) {
        let mut trail = trail_of(&stretches, waiting);
        let count = trail.records.len().max(1);
        trail.records.rotate_left(turn % count);
        let report = verify(&trail, &key().public(), NOW);
        prop_assert_eq!(report.flaws, vec![]);
        prop_assert_eq!((report.intact, report.tail.len()), (stretches.iter().sum::<usize>() as u64, waiting));
    }
}

#[test]
fn a_flaw_names_its_record() {
    let whole = trail_of(&[2, 4, 3], 1);
    let place = |n: usize| whole.records[n].place.clone();
    let id = |n: usize| Record::read(&whole.records[n].text).unwrap().id;
    let moved = |sealed, stands, n: usize| Flaw::Moved { sealed, stands, place: place(n) };
    for (mutation, expected) in [
        (Mutation::Remove(3), vec![Flaw::Removed { sequence: 4, record: id(3) }]),
        (Mutation::Alter(4, 40, 1), vec![Flaw::Altered { sequence: 5, place: place(4) }]),
        (Mutation::SwapNumbers(1, 6), vec![moved(2, Some(7), 1), moved(7, Some(2), 6)]),
        (Mutation::Unchain(8), vec![moved(9, None, 8)]),
        (Mutation::Relink(0), vec![Flaw::Altered { sequence: 1, place: place(0) }]),
        (Mutation::RemoveSeal(1), vec![Flaw::Unproven { first: 3, last: 6 }]),
        (Mutation::RemoveSeal(2), vec![Flaw::Unproven { first: 7, last: 9 }]),
        (Mutation::Head(4), vec![Flaw::Head { kept: 4, sealed: 9 }]),
        (Mutation::Head(12), vec![Flaw::Unproven { first: 10, last: 12 }]),
    ] {
        let mut trail = whole.clone();
        mutation.happen(&mut trail);
        assert_eq!(flaws(&trail), expected, "{mutation:?}");
    }
}

#[test]
fn records_and_seal_that_were_both_cut_off_are_missed_by_the_head() {
    let mut trail = trail_of(&[2, 4, 3], 0);
    trail.records.truncate(6);
    trail.seals.pop_last();
    assert_eq!(flaws(&trail), [Flaw::Unproven { first: 7, last: 9 }]);
}

#[test]
fn a_seal_of_another_key_or_tenant_proves_nothing() {
    let mut trail = trail_of(&[2], 0);
    let name = trail.seals.keys().next().unwrap().clone();
    let reasons = |trail: &Trail| match &flaws(trail)[..] {
        [Flaw::Seal { reason, .. }, Flaw::Unproven { first: 1, last: 2 }] => *reason,
        other => panic!("{other:?}"),
    };
    let draft = Seal::read(&trail.seals[&name]).unwrap().draft;
    let other = Draft { tenant: TenantId::NOBODY, ..draft.clone() };
    let shorter = Draft { entries: draft.entries[..1].to_vec(), ..draft.clone() };
    for (seal, reason) in [
        (Seal::of(draft, &SigningKey::of("other")).text(), InvalidSeal::OtherKey),
        (Seal::of(other, &key()).text(), InvalidSeal::Misplaced),
        (Seal::of(shorter, &key()).text(), InvalidSeal::Inconsistent),
        ("{}".into(), InvalidSeal::Unreadable),
    ] {
        trail.seals.insert(name.clone(), seal);
        assert_eq!(reasons(&trail), reason);
    }
}

#[test]
fn what_is_chained_and_not_signed_is_intact_and_said_to_be_unsigned() {
    let mut trail = trail_of(&[2, 3], 0);
    let (_, text) = trail.seals.pop_last().unwrap();
    trail.unsigned = Some(Seal::read(&text).unwrap().draft);
    let report = verify(&trail, &key().public(), NOW);
    assert_eq!((report.intact, report.unsigned, report.flaws), (5, 3, vec![]));
}

#[test]
fn what_was_signed_and_is_still_noted_is_no_flaw() {
    let mut trail = trail_of(&[2, 3], 0);
    trail.unsigned = Some(Seal::read(trail.seals.values().last().unwrap()).unwrap().draft);
    let report = verify(&trail, &key().public(), NOW);
    assert_eq!((report.intact, report.unsigned, report.flaws), (5, 0, vec![]));
}

#[test]
fn records_may_go_when_their_time_is_over_and_not_before() {
    let mut trail = trail_of(&[2, 4, 3], 0);
    trail.records.drain(..3);
    let then = NOW.plus(RETENTION);
    assert_eq!(verify(&trail, &key().public(), Timestamp(then.0 - 1)).flaws.len(), 3);
    let report = verify(&trail, &key().public(), then);
    assert_eq!((report.intact, report.expired, report.flaws), (6, 3, vec![]));
    trail.records[0].text = altered(&trail.records[0].text, 40, 1);
    assert_eq!(verify(&trail, &key().public(), then).flaws.len(), 1, "what is still there is held against its seal");
}

#[test]
fn a_tail_holds_records_of_its_tenant_alone() {
    let mut trail = trail_of(&[], 2);
    assert_eq!(verify(&trail, &key().public(), NOW).tail.len(), 2);
    trail.records[1] = kept(&record(TenantId::NOBODY, &Ids::seeded(9)));
    assert_eq!(flaws(&trail), [Flaw::Unreadable { place: trail.records[1].place.clone() }]);
}
