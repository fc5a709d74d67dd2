use aws_sdk_dynamodb::types::TransactWriteItem;
use genesis_core::{Fault, Kind, Timestamp};
use genesis_tenancy::{Admission, Quota, QuotaExceeded, Wish};

use super::Quotas;
use crate::{
    StoreError,
    table::{Table, Written},
};

/// So often a quota is looked at again that has changed before something could be taken of it. Each time another one was let in,
/// the limits changed, or a period began.
const TRIES: u32 = 32;

/// Why something was not stored.
#[derive(Debug, thiserror::Error)]
pub enum NotGranted {
    #[error(transparent)]
    Exceeded(#[from] QuotaExceeded),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for NotGranted {
    fn kind(&self) -> Kind {
        match self {
            NotGranted::Exceeded(exceeded) => exceeded.kind(),
            NotGranted::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotGranted::Exceeded(exceeded) => exceeded.code(),
            NotGranted::Store(error) => error.code(),
        }
    }
}

/// What became of a wish.
pub(crate) enum Granted {
    All(Box<Admission>),
    /// Nothing: the condition of the write at this place does not hold, whatever the quota.
    Refused(usize),
}

impl Quotas {
    /// The same where it does not matter which of the writes was refused.
    pub(crate) async fn grant(
        &self,
        table: &Table,
        seen: Quota,
        wish: &Wish,
        now: Timestamp,
        writes: impl Fn(&Admission) -> Result<Vec<TransactWriteItem>, StoreError>,
    ) -> Result<Admission, NotGranted> {
        match self.take(table, seen, wish, now, writes).await? {
            Granted::All(admission) => Ok(*admission),
            Granted::Refused(_) => Err(StoreError::Conflict.into()),
        }
    }

    /// Writes to `table` what is made of the admission, and takes what that claims, all or nothing.
    pub(crate) async fn take(
        &self,
        table: &Table,
        mut seen: Quota,
        wish: &Wish,
        now: Timestamp,
        writes: impl Fn(&Admission) -> Result<Vec<TransactWriteItem>, StoreError>,
    ) -> Result<Granted, NotGranted> {
        for _ in 0..TRIES {
            let admission = seen.admit(wish, now)?;
            let mut writes = writes(&admission)?;
            let taking = writes.len();
            writes.extend(self.taking(&seen, &admission, now)?);
            match table.transact(writes).await? {
                Written::All => return Ok(Granted::All(Box::new(admission))),
                Written::Refused(place) if place == taking => seen = self.get().await?,
                Written::Refused(place) => return Ok(Granted::Refused(place)),
            }
        }
        Err(StoreError::Unavailable { operation: "TransactWriteItems", source: "the quota changed all the time".into() }.into())
    }
}
