//! The knowledge library: immutable BM25 segments and the manifest that lists those in force.
//!
//! | thing | where |
//! |---|---|
//! | the manifest, oldest segment first | table `memory`, pk `{tenant}#knowledge`, sk `manifest` |
//! | a segment | bucket `knowledge`, `{tenant}/segments/{name}` |

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use aws_sdk_s3::primitives::ByteStream;
use genesis_core::{BatchId, TenantId, Timestamp};
use genesis_knowledge::{Index, Segment};
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    documents::mark_indexed,
    table::{Key, Table, Written, number, write},
};

/// A manifest of more segments than this is merged into one: a search reads at most so many objects.
const MOST_SEGMENTS: usize = 8;
/// Libraries kept in memory by one instance.
const LIBRARIES_KEPT: usize = 16;
const WRITE_TRIES: u32 = 16;

/// The knowledge library of one tenant.
#[derive(Clone)]
pub struct Knowledge {
    clients: Arc<Clients>,
    table: Table,
    bucket: String,
    tenant: TenantId,
    cache: IndexCache,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    /// Counts the changes; the key of optimistic writing.
    version: u64,
    /// Names of segments, oldest first.
    segments: Vec<String>,
}

impl Knowledge {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId, cache: IndexCache) -> Self {
        let table = Table::new(clients.clone(), settings.table("memory"));
        Self { clients, table, bucket: settings.bucket("knowledge"), tenant, cache }
    }

    /// What is searched: all segments in force. Loaded again only when the manifest has changed.
    pub async fn index(&self) -> Result<Arc<Index>, StoreError> {
        let manifest = self.manifest().await?;
        if let Some((version, index)) = self.cache.lock().get(&self.tenant)
            && *version == manifest.version
        {
            return Ok(index.clone());
        }
        let mut segments = Vec::with_capacity(manifest.segments.len());
        for name in &manifest.segments {
            segments.push(Arc::new(self.segment(name).await?));
        }
        let index = Arc::new(Index::new(segments));
        self.cache.keep(self.tenant, manifest.version, index.clone());
        Ok(index)
    }

    /// Puts a batch's segment in force, merging what is there when there is much of it. A batch that is in already
    /// changes nothing.
    pub async fn add(&self, batch: BatchId, segment: &Segment, at: Timestamp) -> Result<(), StoreError> {
        for _ in 0..WRITE_TRIES {
            let manifest = self.manifest().await?;
            let next = self.with_segment(&manifest, batch, segment).await?;
            let writes = vec![self.replace_manifest(&next)?, mark_indexed(&self.table, self.tenant, batch, at)?];
            match self.table.transact(writes).await? {
                Written::All | Written::Refused(1) => return Ok(()),
                Written::Refused(_) => {}
            }
        }
        Err(StoreError::Conflict)
    }

    async fn with_segment(&self, manifest: &Manifest, batch: BatchId, segment: &Segment) -> Result<Manifest, StoreError> {
        let mut segments = manifest.segments.clone();
        let (name, merged);
        let stored = if segments.len() < MOST_SEGMENTS {
            name = format!("{batch}.json");
            segment
        } else {
            let mut older = Vec::with_capacity(segments.len());
            for name in segments.drain(..) {
                older.push(self.segment(&name).await?);
            }
            name = format!("{batch}-merged.json");
            merged = Segment::merge(&older.iter().chain([segment]).collect::<Vec<_>>());
            &merged
        };
        let put = self.clients.s3().put_object().bucket(&self.bucket).key(object_key(self.tenant, &name));
        put.body(ByteStream::from(stored.encode())).send().await.map_err(StoreError::of("PutObject"))?;
        segments.push(name);
        Ok(Manifest { version: manifest.version + 1, segments })
    }

    fn replace_manifest(&self, next: &Manifest) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder().table_name(&self.table.name).set_item(Some(write(&manifest_key(self.tenant), next)?));
        let put = put
            .condition_expression("attribute_not_exists(pk) OR version = :read")
            .expression_attribute_values(":read", number(next.version - 1));
        Ok(TransactWriteItem::builder().put(put.build().map_err(StoreError::unreadable)?).build())
    }

    async fn manifest(&self) -> Result<Manifest, StoreError> {
        Ok(self.table.get(&manifest_key(self.tenant)).await?.unwrap_or_default())
    }

    async fn segment(&self, name: &str) -> Result<Segment, StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(object_key(self.tenant, name));
        let object = get.send().await.map_err(StoreError::of("GetObject"))?;
        let body = object.body.collect().await.map_err(StoreError::unreadable)?;
        Segment::decode(&body.into_bytes()).map_err(StoreError::unreadable)
    }
}

/// The libraries an instance has in memory.
#[derive(Clone, Default)]
pub(crate) struct IndexCache(Arc<Mutex<Libraries>>);

/// Each with the version of the manifest it was built from.
type Libraries = BTreeMap<TenantId, (u64, Arc<Index>)>;

impl IndexCache {
    fn lock(&self) -> MutexGuard<'_, Libraries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, tenant: TenantId, version: u64, index: Arc<Index>) {
        let mut libraries = self.lock();
        if libraries.len() >= LIBRARIES_KEPT && !libraries.contains_key(&tenant) {
            libraries.pop_first();
        }
        libraries.insert(tenant, (version, index));
    }
}

fn manifest_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#knowledge"), "manifest")
}

fn object_key(tenant: TenantId, name: &str) -> String {
    format!("{tenant}/segments/{name}")
}
