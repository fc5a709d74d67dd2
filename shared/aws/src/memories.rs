//! What clients keep under keys, in the table `memory`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a memory | `{tenant}#memory#{namespace}` | its key |
//! | a listing: a writing that expires, also in the index `listed` | `{tenant}#memory-expiry` | `{expires at, 15 digits}#{writing}` |
//!
//! A memory that expires is written and replaced together with its listing, and each with what it takes of the tenant's storage.
//! `ttl` lets DynamoDB delete the memory some time after it has expired; its storage comes back with its listing.

use std::{collections::BTreeSet, sync::Arc};

use aws_sdk_dynamodb::types::{Delete, Put, ReturnValue, TransactWriteItem};
use futures::{StreamExt, TryStreamExt, stream};
use genesis_core::{TenantId, Timestamp, WritingId};
use genesis_memory::{Memory, MemoryKey, Namespace};
use genesis_tenancy::{Admission, Metered, Quota, Resource, Wish};
use serde::{Deserialize, Serialize};

use crate::{
    Cloud, NotGranted, Quotas, Settings, StoreError,
    clients::Clients,
    quotas::signed,
    table::{self, Key, Listed as Place, Table, Written, expiring, number, read, text, write},
};

/// So many expired memories are deleted by one call, with one transaction each after the request that finds them.
const MOST_DELETED: usize = 100;
/// So many of them at once.
const DELETED_TOGETHER: usize = 8;

/// The memories of one tenant.
#[derive(Clone)]
pub struct Memories {
    table: Table,
    quotas: Quotas,
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
    bytes: u64,
}

/// The same in the index `listed`.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    listing: &'a Listing,
    tenant: TenantId,
    #[serde(flatten)]
    place: Place,
}

/// The list of memories that expire.
const EXPIRING: &str = "platform#expiring-memories";
/// The listing's place in the transaction that deletes it.
const LISTING: usize = 0;
/// So often a memory is stored anew where another writer was faster.
const TRIES: u32 = 32;

impl Memories {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("memory"));
        Self { table, quotas: Quotas::new(clients, settings, tenant), tenant }
    }

    /// Stores a memory in the place of the one that is there, if the tenant has room for what is more. Gives what it has then.
    pub async fn store(&self, memory: &Memory, now: Timestamp) -> Result<Admission, NotGranted> {
        for _ in 0..TRIES {
            let key = memory_key(self.tenant, &memory.namespace, &memory.key);
            let (found, quota) = self.quotas.find_beside::<Memory>(&self.table, &key).await?;
            // A request that is repeated finds what it has stored, perhaps with the time it was told before.
            if found.as_ref().is_some_and(|found| (found.writing, found.expires_at) == (memory.writing, memory.expires_at)) {
                return Ok(quota.admit(&Wish::default(), now)?);
            }
            match self.replace(found.as_ref(), memory, quota, now).await {
                Err(NotGranted::Store(StoreError::Conflict)) => {}
                stored => return stored,
            }
        }
        Err(StoreError::Unavailable { operation: "TransactWriteItems", source: "others write the same memory".into() }.into())
    }

    async fn replace(&self, replaced: Option<&Memory>, memory: &Memory, quota: Quota, now: Timestamp) -> Result<Admission, NotGranted> {
        let (before, after) = (replaced.map_or(0, Memory::bytes), memory.bytes());
        let mut writes = vec![self.put(replaced, memory)?];
        if let Some(listing) = Listing::of(memory) {
            writes.push(self.table.item(&listing_key(self.tenant, &listing), &self.listed(&listing))?);
        }
        if let Some(listing) = replaced.and_then(Listing::of) {
            writes.push(self.removal(&listing)?);
        }
        let counted = [(Metered::MemoryItems, 1), (Metered::Storage, signed(after) - signed(before))];
        writes.push(self.quotas.counting(now, &counted)?);
        let wish = Wish::storage(after.saturating_sub(before));
        if after >= before {
            return self.quotas.grant(&self.table, quota, &wish, now, |_| Ok(writes.clone())).await;
        }
        let mut admission = quota.admit(&wish, now)?;
        writes.push(self.quotas.returning(Resource::Storage, before - after)?);
        self.table.commit(writes).await?;
        admission.after.storage.used = admission.after.storage.used.saturating_sub(before - after);
        Ok(admission)
    }

    /// Only in the place of the one that was found there.
    fn put(&self, replaced: Option<&Memory>, memory: &Memory) -> Result<TransactWriteItem, StoreError> {
        let item = expiring(write(&memory_key(self.tenant, &memory.namespace, &memory.key), memory)?, memory.expires_at);
        let put = Put::builder().table_name(&self.table.name).set_item(Some(item));
        table::put(match replaced {
            Some(replaced) => {
                put.condition_expression("writing = :replaced").expression_attribute_values(":replaced", text(replaced.writing.to_string()))
            }
            None => put.condition_expression("attribute_not_exists(pk)"),
        })
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
        let deleted = stream::iter(expired).map(|listing| async move { self.delete(&listing, now).await });
        let deleted = deleted.buffer_unordered(DELETED_TOGETHER);
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

    /// Whether nobody else has deleted it.
    async fn delete(&self, listing: &Listing, now: Timestamp) -> Result<bool, StoreError> {
        let gives_back = || {
            let gone = [(Metered::Storage, -signed(listing.bytes))];
            let returning = self.quotas.returning(Resource::Storage, listing.bytes)?;
            Ok::<_, StoreError>(vec![self.removal(listing)?, returning, self.quotas.counting(now, &gone)?])
        };
        let mut writes = gives_back()?;
        writes.push(self.removal_of_memory(listing)?);
        match self.table.transact(writes).await? {
            Written::All => Ok(true),
            Written::Refused(LISTING) => Ok(false),
            // DynamoDB has deleted it before, and something else lies in its place.
            Written::Refused(_) => Ok(self.table.transact(gives_back()?).await? == Written::All),
        }
    }

    fn removal(&self, listing: &Listing) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.table.name).set_key(Some(listing_key(self.tenant, listing).attributes()));
        table::delete(delete.condition_expression("attribute_exists(pk)"))
    }

    fn removal_of_memory(&self, listing: &Listing) -> Result<TransactWriteItem, StoreError> {
        let key = memory_key(self.tenant, &listing.namespace, &listing.key);
        let delete = Delete::builder().table_name(&self.table.name).set_key(Some(key.attributes()));
        let delete = delete.condition_expression("attribute_not_exists(pk) OR writing = :listed");
        table::delete(delete.expression_attribute_values(":listed", text(listing.writing.to_string())))
    }

    fn listed<'a>(&self, listing: &'a Listing) -> Listed<'a> {
        Listed { listing, tenant: self.tenant, place: Place::since(EXPIRING, listing.expires_at, listing.writing) }
    }
}

impl Cloud {
    /// The tenants whose memories have expired and are still there.
    pub async fn tenants_with_expired_memories(&self) -> Result<BTreeSet<TenantId>, StoreError> {
        #[derive(Deserialize)]
        struct Expired {
            tenant: TenantId,
        }
        let expired = self.platform_table("memory").listed_until(EXPIRING, self.clock().now()).await?;
        expired.into_iter().map(|item| read(item).map(|Expired { tenant }| tenant)).collect()
    }
}

impl Listing {
    fn of(memory: &Memory) -> Option<Self> {
        let expires_at = memory.expires_at?;
        let (namespace, key) = (memory.namespace.clone(), memory.key.clone());
        Some(Self { namespace, key, writing: memory.writing, expires_at, bytes: memory.bytes() })
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
