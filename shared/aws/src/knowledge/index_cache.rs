use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use genesis_core::TenantId;
use genesis_knowledge::{Index, Segment};

/// Libraries kept in memory by one instance.
const LIBRARIES_KEPT: usize = 16;
/// Bytes of segments kept, counted as they are stored; decoded they take several times that. A library beyond this is read
/// anew for every search.
const BYTES_KEPT: usize = 64 * 1024 * 1024;

/// The libraries an instance has in memory: those used last.
#[derive(Clone, Default)]
pub(crate) struct IndexCache(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
    libraries: BTreeMap<TenantId, Kept>,
    uses: u64,
}

struct Kept {
    library: Arc<Library>,
    last_use: u64,
}

/// One tenant's segments in force at one version of the manifest.
pub(crate) struct Library {
    pub version: u64,
    pub index: Arc<Index>,
    segments: BTreeMap<String, StoredSegment>,
}

/// A segment with its size in storage.
#[derive(Clone)]
pub(crate) struct StoredSegment {
    pub segment: Arc<Segment>,
    pub bytes: usize,
}

impl Library {
    /// Of segments by name, oldest first.
    pub fn new(version: u64, segments: Vec<(String, StoredSegment)>) -> Self {
        let index = Index::new(segments.iter().map(|(_, stored)| stored.segment.clone()).collect());
        Self { version, index: Arc::new(index), segments: segments.into_iter().collect() }
    }

    pub fn segment(&self, name: &str) -> Option<&StoredSegment> {
        self.segments.get(name)
    }

    fn bytes(&self) -> usize {
        self.segments.values().map(|stored| stored.bytes).sum()
    }
}

impl IndexCache {
    pub fn get(&self, tenant: TenantId) -> Option<Arc<Library>> {
        let mut shelf = self.lock();
        shelf.uses += 1;
        let uses = shelf.uses;
        let kept = shelf.libraries.get_mut(&tenant)?;
        kept.last_use = uses;
        Some(kept.library.clone())
    }

    /// Keeps a library, and lets go of those used longest ago until the rest fits. An older version does not replace a newer.
    pub fn keep(&self, tenant: TenantId, library: Arc<Library>) {
        let mut shelf = self.lock();
        if shelf.libraries.get(&tenant).is_some_and(|kept| kept.library.version > library.version) {
            return;
        }
        shelf.uses += 1;
        let last_use = shelf.uses;
        shelf.libraries.insert(tenant, Kept { library, last_use });
        while !shelf.fits() {
            let oldest = shelf.libraries.iter().min_by_key(|(_, kept)| kept.last_use).map(|(tenant, _)| *tenant);
            shelf.libraries.remove(&oldest.expect("an empty shelf fits"));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn fits(&self) -> bool {
        let bytes: usize = self.libraries.values().map(|kept| kept.library.bytes()).sum();
        self.libraries.len() <= LIBRARIES_KEPT && bytes <= BYTES_KEPT
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    fn library(version: u64, bytes: usize) -> Arc<Library> {
        Arc::new(Library::new(version, vec![("one".to_owned(), StoredSegment { segment: Arc::default(), bytes })]))
    }

    fn tenants(count: usize) -> Vec<TenantId> {
        let ids = Ids::seeded(1);
        (0..count).map(|_| TenantId::new(ids.next())).collect()
    }

    #[test]
    fn the_library_used_longest_ago_makes_room() {
        let (cache, tenants) = (IndexCache::default(), tenants(LIBRARIES_KEPT + 1));
        for tenant in &tenants[..LIBRARIES_KEPT] {
            cache.keep(*tenant, library(1, 1));
        }
        assert!(cache.get(tenants[0]).is_some());
        cache.keep(tenants[LIBRARIES_KEPT], library(1, 1));
        let kept: Vec<bool> = tenants.iter().map(|tenant| cache.get(*tenant).is_some()).collect();
        assert_eq!((kept[1], kept.iter().filter(|kept| **kept).count()), (false, LIBRARIES_KEPT));
    }

    #[test]
    fn no_more_bytes_are_kept_than_the_limit() {
        let (cache, tenants) = (IndexCache::default(), tenants(3));
        cache.keep(tenants[0], library(1, BYTES_KEPT / 2));
        cache.keep(tenants[1], library(1, BYTES_KEPT / 2));
        assert!(cache.get(tenants[0]).is_some() && cache.get(tenants[1]).is_some());
        cache.keep(tenants[2], library(1, 1));
        assert!(cache.get(tenants[0]).is_none() && cache.get(tenants[1]).is_some());
        cache.keep(tenants[2], library(2, BYTES_KEPT + 1));
        assert!(tenants.iter().all(|tenant| cache.get(*tenant).is_none()));
    }

    #[test]
    fn a_slow_reader_does_not_bring_an_old_version_back() {
        let (cache, tenants) = (IndexCache::default(), tenants(1));
        cache.keep(tenants[0], library(2, 1));
        cache.keep(tenants[0], library(1, 1));
        assert_eq!(cache.get(tenants[0]).map(|library| library.version), Some(2));
    }
}
