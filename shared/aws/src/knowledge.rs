//! The knowledge library: immutable BM25 segments and the manifest that lists those in force.
//!
//! | thing | where |
//! |---|---|
//! | the manifest, oldest segment first | table `memory`, pk `{tenant}#knowledge`, sk `manifest` |
//! | a segment | bucket `knowledge`, `{tenant}/segments/{name}` |
//!
//! A name is given once and its segment never changes. Segments that were merged away stay for one more merge, so that who
//! has just read the manifest still finds them; who is slower than that reads the manifest again. There are at most twice
//! `MOST_SEGMENTS` of them and those that are being written; a writer that breaks off after its segment and before the
//! manifest leaves one behind.

mod index_cache;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use aws_sdk_s3::primitives::ByteStream;
use genesis_core::{BatchId, TenantId, Timestamp, WritingId};
use genesis_knowledge::{Index, Segment};
use serde::{Deserialize, Serialize};

pub(crate) use self::index_cache::IndexCache;
use self::index_cache::{Library, StoredSegment};
use crate::{
    Settings, StoreError,
    clients::Clients,
    documents::mark_indexed,
    table::{Key, Table, Written, number, write},
};

/// A manifest of more segments than this is merged into one: a search reads at most so many objects.
const MOST_SEGMENTS: usize = 8;
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
    /// Names of segments that the last merge put out of force.
    #[serde(default)]
    retired: Vec<String>,
}

impl Knowledge {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId, cache: IndexCache) -> Self {
        let table = Table::new(clients.clone(), settings.table("memory"));
        Self { clients, table, bucket: settings.bucket("knowledge"), tenant, cache }
    }

    /// What is searched: all segments in force. Of those, only what is not in memory is read.
    pub async fn index(&self) -> Result<Arc<Index>, StoreError> {
        let mut manifest = self.manifest().await?;
        loop {
            match self.library(&manifest).await {
                // Merged away while they were read.
                Err(error) if error.is_of_no_object() => {
                    let newer = self.manifest().await?;
                    if newer.version == manifest.version {
                        return Err(error);
                    }
                    manifest = newer;
                }
                library => return library.map(|library| library.index.clone()),
            }
        }
    }

    async fn library(&self, manifest: &Manifest) -> Result<Arc<Library>, StoreError> {
        let kept = self.cache.get(self.tenant);
        if let Some(library) = kept.as_ref().filter(|library| library.version == manifest.version) {
            return Ok(library.clone());
        }
        let mut segments = Vec::with_capacity(manifest.segments.len());
        for name in &manifest.segments {
            let stored = match kept.as_ref().and_then(|library| library.segment(name)) {
                Some(stored) => stored.clone(),
                None => self.segment(name).await?,
            };
            segments.push((name.clone(), stored));
        }
        let library = Arc::new(Library::new(manifest.version, segments));
        self.cache.keep(self.tenant, library.clone());
        Ok(library)
    }

    /// Puts a batch's segment in force, merging what is there when there is much of it. A batch that is in already
    /// changes nothing.
    pub async fn add(&self, batch: BatchId, segment: &Segment, writing: WritingId, at: Timestamp) -> Result<(), StoreError> {
        for _ in 0..WRITE_TRIES {
            let manifest = self.manifest().await?;
            let name = format!("{writing}-{}.json", manifest.version + 1);
            let next = match self.with_segment(&manifest, &name, segment).await {
                // Another merge was faster, and one more after it.
                Err(error) if error.is_of_no_object() => continue,
                next => next?,
            };
            let writes = vec![self.replace_manifest(&next)?, mark_indexed(&self.table, self.tenant, batch, at)?];
            let Written::Refused(place) = self.table.transact(writes).await? else { return Ok(()) };
            // A request whose reply was lost is sent again, and is then refused by what it did itself.
            if self.manifest().await?.segments.contains(&name) {
                return Ok(());
            }
            self.delete(&name).await?;
            if place == 1 {
                return Ok(());
            }
        }
        Err(StoreError::Conflict)
    }

    async fn with_segment(&self, manifest: &Manifest, name: &str, segment: &Segment) -> Result<Manifest, StoreError> {
        let version = manifest.version + 1;
        if manifest.segments.len() < MOST_SEGMENTS {
            self.put(name, segment).await?;
            let segments = manifest.segments.iter().cloned().chain([name.to_owned()]).collect();
            return Ok(Manifest { version, segments, retired: manifest.retired.clone() });
        }
        let mut older = Vec::with_capacity(manifest.segments.len());
        for name in &manifest.segments {
            older.push(self.segment(name).await?.segment);
        }
        self.put(name, &Segment::merge(&older.iter().map(AsRef::as_ref).chain([segment]).collect::<Vec<_>>())).await?;
        // Before the manifest forgets their names: a merge that breaks off here is made again and deletes them again.
        for retired in &manifest.retired {
            self.delete(retired).await?;
        }
        Ok(Manifest { version, segments: vec![name.to_owned()], retired: manifest.segments.clone() })
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

    async fn segment(&self, name: &str) -> Result<StoredSegment, StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(object_key(self.tenant, name));
        let object = get.send().await.map_err(StoreError::of("GetObject"))?;
        let body = object.body.collect().await.map_err(StoreError::unreadable)?.into_bytes();
        let segment = Segment::decode(&body).map_err(StoreError::unreadable)?;
        Ok(StoredSegment { segment: Arc::new(segment), bytes: body.len() })
    }

    async fn put(&self, name: &str, segment: &Segment) -> Result<(), StoreError> {
        let put = self.clients.s3().put_object().bucket(&self.bucket).key(object_key(self.tenant, name));
        put.body(ByteStream::from(segment.encode())).send().await.map(drop).map_err(StoreError::of("PutObject"))
    }

    /// What is not there is deleted already.
    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        let delete = self.clients.s3().delete_object().bucket(&self.bucket).key(object_key(self.tenant, name));
        match delete.send().await.map_err(StoreError::of("DeleteObject")) {
            Ok(_) | Err(StoreError::Missing { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn manifest_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#knowledge"), "manifest")
}

fn object_key(tenant: TenantId, name: &str) -> String {
    format!("{tenant}/segments/{name}")
}
