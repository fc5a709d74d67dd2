//! From where the platform takes requests, and of which addresses it has heard, in the table `access`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | ranges that requests may come from, and those that they may not | `platform#addresses` | `door` |
//! | addresses known for harm | `platform#addresses` | `known` |
//!
//! Each list is a text. An instance believes for a minute what it has read, so that a change holds everywhere within that time and a request
//! costs no call.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use genesis_core::{Clock, Timestamp};
use genesis_threats::{AddressList, DoorLists};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    StoreError,
    table::{Key, Table, put, write},
};

const DOOR: &str = "door";
const KNOWN: &str = "known";

/// The longest that a change takes to reach every instance.
const BELIEVED: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub struct AddressLists {
    table: Table,
    clock: Clock,
    read: ReadLists,
}

/// What one instance has read last, and when.
#[derive(Clone, Default)]
pub(crate) struct ReadLists {
    door: Cell<DoorLists>,
    known: Cell<Known>,
}

type Cell<T> = Arc<Mutex<Option<(Timestamp, Arc<T>)>>>;

/// Addresses known for harm.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub list: AddressList,
}

impl AddressLists {
    pub(crate) fn new(table: Table, clock: Clock, read: ReadLists) -> Self {
        Self { table, clock, read }
    }

    /// Who may come to the door.
    pub async fn door(&self) -> Result<Arc<DoorLists>, StoreError> {
        self.current(&self.read.door, DOOR).await
    }

    pub async fn known(&self) -> Result<Arc<Known>, StoreError> {
        self.current(&self.read.known, KNOWN).await
    }

    /// Keeps what is given: all of it, or nothing.
    pub async fn keep(&self, door: Option<&DoorLists>, known: Option<&Known>) -> Result<(), StoreError> {
        let door = door.map(|lists| self.put(DOOR, lists));
        let known = known.map(|known| self.put(KNOWN, known));
        let writes: Vec<TransactWriteItem> = door.into_iter().chain(known).collect::<Result<_, _>>()?;
        if writes.is_empty() { Ok(()) } else { self.table.commit(writes).await }
    }

    /// Where it cannot be read, what was read last holds; an error where that is nothing.
    async fn current<T: Default + DeserializeOwned>(&self, cell: &Cell<T>, item: &str) -> Result<Arc<T>, StoreError> {
        let (seen, now) = (lock(cell).clone(), self.clock.now());
        if let Some((_, lists)) = seen.as_ref().filter(|(at, _)| now < at.plus(BELIEVED)) {
            return Ok(lists.clone());
        }
        match self.table.get::<T>(&lists_key(item)).await {
            Ok(found) => {
                let lists = Arc::new(found.unwrap_or_default());
                *lock(cell) = Some((now, lists.clone()));
                Ok(lists)
            }
            Err(error) => {
                tracing::warn!(%error, item, "the platform's lists of addresses cannot be read");
                seen.map(|(_, lists)| lists).ok_or(error)
            }
        }
    }

    fn put<T: Serialize>(&self, item: &str, lists: &T) -> Result<TransactWriteItem, StoreError> {
        put(Put::builder().table_name(&self.table.name).set_item(Some(write(&lists_key(item), lists)?)))
    }
}

fn lock<T>(cell: &Cell<T>) -> MutexGuard<'_, Option<(Timestamp, Arc<T>)>> {
    cell.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lists_key(item: &str) -> Key {
    Key::new("platform#addresses", item)
}
