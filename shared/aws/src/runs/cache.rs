use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use genesis_core::{RunId, TenantId};
use genesis_orchestration::{Execution, MemoryItem, RunState};

/// Runs kept in memory by one instance.
const RUNS_KEPT: usize = 128;

/// The runs whose turns an instance took last, as it knows them: it may have missed what other instances did.
#[derive(Clone, Default)]
pub(crate) struct RunCache(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
    runs: BTreeMap<(TenantId, RunId), Kept>,
    uses: u64,
}

struct Kept {
    state: Arc<RunState>,
    last_use: u64,
}

impl RunCache {
    pub fn get(&self, tenant: TenantId, run: RunId) -> Option<Arc<RunState>> {
        self.lock().used(tenant, run).map(|kept| kept.state.clone())
    }

    /// Keeps a run as it was read, and lets go of the one used longest ago where there are too many. What was read before a turn that
    /// is known to be finished says less, and is not kept.
    pub fn keep(&self, tenant: TenantId, state: Arc<RunState>) {
        let mut shelf = self.lock();
        if shelf.used(tenant, state.run.id).is_some_and(|kept| kept.state.outcome_count() > state.outcome_count()) {
            return;
        }
        shelf.uses += 1;
        let last_use = shelf.uses;
        shelf.runs.insert((tenant, state.run.id), Kept { state, last_use });
        if shelf.runs.len() > RUNS_KEPT {
            let oldest = shelf.runs.iter().min_by_key(|(_, kept)| kept.last_use).map(|(key, _)| *key);
            shelf.runs.remove(&oldest.expect("there are some"));
        }
    }

    /// Adds a finished turn to a run that is kept.
    pub fn add(&self, tenant: TenantId, run: RunId, execution: &Execution, memory: &[MemoryItem]) {
        if let Some(kept) = self.lock().used(tenant, run) {
            Arc::make_mut(&mut kept.state).add(execution.clone(), memory);
        }
    }

    pub fn forget(&self, tenant: TenantId, run: RunId) {
        self.lock().runs.remove(&(tenant, run));
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn used(&mut self, tenant: TenantId, run: RunId) -> Option<&mut Kept> {
        self.uses += 1;
        let kept = self.runs.get_mut(&(tenant, run))?;
        kept.last_use = self.uses;
        Some(kept)
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::{Ids, Timestamp};
    use genesis_orchestration::{AgentStep, ExecutionStatus, Outcome, Retrieval, Run};
    use genesis_rcr::Role;

    use super::*;

    fn run(id: RunId) -> Arc<RunState> {
        Arc::new(RunState { run: Run::pending(id, Timestamp(0), "q", "m"), executions: Vec::new(), memory: Vec::new() })
    }

    #[test]
    fn the_run_used_longest_ago_makes_room() {
        let (cache, ids) = (RunCache::default(), Ids::seeded(1));
        let tenant = TenantId::new(ids.next());
        let runs: Vec<RunId> = (0..=RUNS_KEPT).map(|_| RunId::new(ids.next())).collect();
        for id in &runs[..RUNS_KEPT] {
            cache.keep(tenant, run(*id));
        }
        assert!(cache.get(tenant, runs[0]).is_some());
        cache.keep(tenant, run(runs[RUNS_KEPT]));
        let kept: Vec<bool> = runs.iter().map(|id| cache.get(tenant, *id).is_some()).collect();
        assert_eq!((kept[1], kept.iter().filter(|kept| **kept).count()), (false, RUNS_KEPT));
        cache.forget(tenant, runs[0]);
        assert!(cache.get(tenant, runs[0]).is_none());
    }

    #[test]
    fn what_was_read_before_a_turn_was_finished_does_not_take_its_place() {
        let (cache, ids) = (RunCache::default(), Ids::seeded(1));
        let (tenant, id) = (TenantId::new(ids.next()), RunId::new(ids.next()));
        let before = run(id);
        let mut after = RunState::clone(&before);
        after.add(finished(), &[]);
        cache.keep(tenant, Arc::new(after.clone()));
        cache.keep(tenant, before);
        assert_eq!(*cache.get(tenant, id).unwrap(), after);
    }

    fn finished() -> Execution {
        Execution {
            status: ExecutionStatus::Completed,
            outcome: Some(Outcome::Retrieved(Retrieval::default())),
            ..Execution::begun(AgentStep::new(0, None, Role::Planner), Timestamp(0))
        }
    }

    #[test]
    fn a_run_is_known_to_its_tenant_alone() {
        let (cache, ids) = (RunCache::default(), Ids::seeded(1));
        let (tenant, other, id) = (TenantId::new(ids.next()), TenantId::new(ids.next()), RunId::new(ids.next()));
        cache.keep(tenant, run(id));
        assert!(cache.get(other, id).is_none() && cache.get(tenant, id).is_some());
    }
}
