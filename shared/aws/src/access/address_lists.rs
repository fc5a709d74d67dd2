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

use genesis_core::{Clock, Timestamp};
use genesis_threats::{AddressList, DoorLists};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    StoreError,
    table::{Key, Table, write},
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
#[derive(Debug, Default, Serialize, Deserialize)]
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

    pub async fn keep_door(&self, lists: &DoorLists) -> Result<(), StoreError> {
        self.put(DOOR, lists).await
    }

    pub async fn keep_known(&self, known: &Known) -> Result<(), StoreError> {
        self.put(KNOWN, known).await
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

    async fn put<T: Serialize>(&self, item: &str, lists: &T) -> Result<(), StoreError> {
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(write(&lists_key(item), lists)?));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }
}

fn lock<T>(cell: &Cell<T>) -> MutexGuard<'_, Option<(Timestamp, Arc<T>)>> {
    cell.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lists_key(item: &str) -> Key {
    Key::new("platform#addresses", item)
}
