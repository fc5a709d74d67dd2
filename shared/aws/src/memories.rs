//! What clients keep under keys, in the table `memory`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a memory | `{tenant}#memory#{namespace}` | its key |
//! | a listing: a writing that expires | `{tenant}#memory-expiry` | `{expires at, 15 digits}#{writing}` |
//!
//! A memory that expires is listed before it is written, so there is none without its listing. A listing whose writing was
//! replaced, or never came about, names nothing and is deleted with the next that expire. `ttl` lets DynamoDB delete
//! either, some time after it has expired and in any order.

use std::sync::Arc;

use aws_sdk_dynamodb::types::ReturnValue;
use futures::{StreamExt, TryStreamExt, stream};
use genesis_core::{TenantId, Timestamp, WritingId};
use genesis_memory::{Memory, MemoryKey, Namespace};
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, expiring, number, read, text, write},
};

/// So many expired memories are deleted by one call, with two requests each after the one that finds them.
const MOST_DELETED: usize = 100;
/// So many of them at once.
const DELETED_TOGETHER: usize = 8;

/// The memories of one tenant.
#[derive(Clone)]
pub struct Memories {
    table: Table,
    tenant: TenantId,
}

/// What became of the expired memories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    pub count: usize,
    /// There are others that have expired.
    pub more: bool,
}

/// Where a memory lies that expires.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Listing {
    namespace: Namespace,
    key: MemoryKey,
    writing: WritingId,
    expires_at: Timestamp,
}

impl Memories {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("memory")), tenant }
    }

    /// Stores a memory in the place of the one that is there.
    pub async fn store(&self, memory: &Memory) -> Result<(), StoreError> {
        if let Some(listing) = Listing::of(memory) {
            let item = expiring(write(&listing_key(self.tenant, &listing), &listing)?, Some(listing.expires_at));
            let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
            put.send().await.map_err(StoreError::of("PutItem"))?;
        }
        let item = expiring(write(&memory_key(self.tenant, &memory.namespace, &memory.key), memory)?, memory.expires_at);
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
        let replaced = put.return_values(ReturnValue::AllOld).send().await.map_err(StoreError::of("PutItem"))?.attributes;
        match replaced.map(read::<Memory>).transpose()?.as_ref().and_then(Listing::of) {
            // A request whose reply was lost is sent again, and then replaces itself.
            Some(listing) if Some(&listing) != Listing::of(memory).as_ref() => self.unlist(&listing).await,
            Some(_) | None => Ok(()),
        }
    }

    /// A memory that has not expired, with this access counted.
    pub async fn retrieve(&self, namespace: &Namespace, key: &MemoryKey, now: Timestamp) -> Result<Option<Memory>, StoreError> {
        let key = memory_key(self.tenant, namespace, key);
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(key.attributes()));
        let update = update
            .update_expression("SET access_count = access_count + :one, last_accessed = :now")
            .condition_expression("attribute_exists(pk) AND (attribute_not_exists(expires_at) OR expires_at > :now)")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.0))
            .return_values(ReturnValue::AllNew);
        match update.send().await.map_err(StoreError::of("UpdateItem")) {
            Ok(output) => output.attributes.map(read).transpose(),
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes memories that have expired, those first that did so first.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<Deleted, StoreError> {
        let mut expired = self.expired(now).await?;
        let more = expired.len() > MOST_DELETED;
        expired.truncate(MOST_DELETED);
        let deleted = stream::iter(expired).map(|listing| async move { self.delete(&listing).await }).buffer_unordered(DELETED_TOGETHER);
        let count = deleted.try_fold(0, async |count, was_there| Ok(count + usize::from(was_there))).await?;
        Ok(Deleted { count, more })
    }

    /// One more than are deleted, where there are so many.
    async fn expired(&self, now: Timestamp) -> Result<Vec<Listing>, StoreError> {
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND sk < :later")
            .expression_attribute_values(":pk", text(listings(self.tenant)))
            .expression_attribute_values(":later", text(sorted(Timestamp(now.0 + 1))))
            .limit(i32::try_from(MOST_DELETED + 1).expect("a small number"));
        let found = query.send().await.map_err(StoreError::of("Query"))?;
        found.items.unwrap_or_default().into_iter().map(read).collect()
    }

    /// Whether the memory was still there as listed: one that was stored again since stays.
    async fn delete(&self, listing: &Listing) -> Result<bool, StoreError> {
        let key = memory_key(self.tenant, &listing.namespace, &listing.key);
        let delete = self.table.client().delete_item().table_name(&self.table.name).set_key(Some(key.attributes()));
        let delete = delete
            .condition_expression("writing = :listed AND expires_at = :at")
            .expression_attribute_values(":listed", text(listing.writing.to_string()))
            .expression_attribute_values(":at", number(listing.expires_at.0));
        let was_there = match delete.send().await.map_err(StoreError::of("DeleteItem")) {
            Ok(_) => true,
            Err(StoreError::Conflict) => false,
            Err(error) => return Err(error),
        };
        self.unlist(listing).await?;
        Ok(was_there)
    }

    async fn unlist(&self, listing: &Listing) -> Result<(), StoreError> {
        let key = listing_key(self.tenant, listing).attributes();
        let delete = self.table.client().delete_item().table_name(&self.table.name).set_key(Some(key));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem"))
    }
}

impl Listing {
    fn of(memory: &Memory) -> Option<Self> {
        let expires_at = memory.expires_at?;
        Some(Self { namespace: memory.namespace.clone(), key: memory.key.clone(), writing: memory.writing, expires_at })
    }
}

/// With the second from which on DynamoDB may delete it: never before it has expired.
fn memory_key(tenant: TenantId, namespace: &Namespace, key: &MemoryKey) -> Key {
    Key::new(format!("{tenant}#memory#{}", namespace.as_str()), key.as_str())
}

fn listing_key(tenant: TenantId, listing: &Listing) -> Key {
    Key::new(listings(tenant), format!("{}#{}", sorted(listing.expires_at), listing.writing))
}

fn listings(tenant: TenantId) -> String {
    format!("{tenant}#memory-expiry")
}

/// Texts that sort as moments do.
fn sorted(moment: Timestamp) -> String {
    format!("{:015}", moment.0)
}
