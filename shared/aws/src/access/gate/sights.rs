use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use genesis_core::TenantId;

use super::Sight;

/// Tenants whose gates one instance knows at a time.
const TENANTS_KEPT: usize = 256;

/// What an instance has seen of tenants' gates.
#[derive(Clone, Default)]
pub(crate) struct Sights(Arc<Mutex<BTreeMap<TenantId, Kept>>>);

#[derive(Default)]
struct Kept {
    seen: Option<Arc<Sight>>,
    /// Requests that were refused here and are not written down yet.
    refused: u64,
}

impl Sights {
    pub fn find(&self, tenant: TenantId) -> Option<Arc<Sight>> {
        self.lock().get(&tenant).and_then(|kept| kept.seen.clone())
    }

    pub fn keep(&self, tenant: TenantId, seen: &Arc<Sight>) {
        let mut kept = self.lock();
        if kept.len() >= TENANTS_KEPT && !kept.contains_key(&tenant) {
            kept.clear();
        }
        kept.entry(tenant).or_default().seen = Some(seen.clone());
    }

    pub fn add_refused(&self, tenant: TenantId, count: u64) {
        if count > 0 {
            self.lock().entry(tenant).or_default().refused += count;
        }
    }

    pub fn take_refused(&self, tenant: TenantId) -> u64 {
        self.lock().get_mut(&tenant).map_or(0, |kept| std::mem::take(&mut kept.refused))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TenantId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
