use std::time::Duration;

use genesis_core::{RecordId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Draft, Entry, Hash, record::digest};

/// A record is kept for so long after it was sealed: 365 days.
pub const RETENTION: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The end of a tenant's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Of the last record; 0 where there is none yet.
    pub sequence: u64,
    pub link: Hash,
}

impl Head {
    /// Before the first record. No two tenants begin alike.
    pub fn of_none(tenant: TenantId) -> Self {
        Self { sequence: 0, link: Hash::of("chain", &[tenant.to_string().as_bytes()]) }
    }

    /// With a record of this digest behind it.
    pub(crate) fn followed_by(self, digest: &Hash) -> Self {
        let sequence = self.sequence + 1;
        Self { sequence, link: Hash::of("link", &[self.link.as_bytes(), &sequence.to_be_bytes(), digest.as_bytes()]) }
    }
}

/// A record that waits for its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsealed {
    pub id: RecordId,
    /// Where it is kept.
    pub place: String,
    pub text: String,
}

/// What becomes of the records that are chained at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chained {
    /// One for each record, in their order.
    pub links: Vec<NewLink>,
    pub head: Head,
    /// What is to be signed.
    pub draft: Draft,
}

/// The number and the link that a record gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    pub place: String,
    pub sequence: u64,
    pub link: Hash,
}

/// Puts records behind a chain's head, in this order. None of them is no change.
pub fn chained(tenant: TenantId, head: Head, records: &[Unsealed], at: Timestamp) -> Option<Chained> {
    let entries: Vec<Entry> = records.iter().map(|record| Entry { record: record.id, digest: digest(&record.text) }).collect();
    let mut end = head;
    let links = records.iter().zip(&entries).map(|(record, entry)| {
        end = end.followed_by(&entry.digest);
        NewLink { place: record.place.clone(), sequence: end.sequence, link: end.link }
    });
    let links: Vec<NewLink> = links.collect();
    let draft = Draft { tenant, first: head.sequence + 1, previous: head.link, entries, link: end.link, sealed_at: at };
    (!links.is_empty()).then_some(Chained { links, head: end, draft })
}
