//! Circuit breakers of models, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | what is known of a model | `platform#breaker#model#{model}` | `breaker` |

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use genesis_breakers::{Admission, Breaker, Thresholds};
use genesis_core::{Clock, Timestamp};
use genesis_models::{Breakers, ModelName, Unreachable};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    table::{Key, Table, number, write},
};

/// What one instance has read is believed for so long.
const BELIEVED_MS: u64 = 2_000;
/// So often somebody else may have been faster.
const TRIES: u32 = 5;

/// The breakers of all models, which all instances share.
#[derive(Clone)]
pub struct SharedBreakers {
    table: Table,
    clock: Clock,
    thresholds: Thresholds,
    read: ReadBreakers,
}

/// What an instance has read, and when.
pub(crate) type ReadBreakers = Arc<Mutex<BTreeMap<ModelName, (Timestamp, Versioned)>>>;

/// A breaker as it is stored; 0 is none yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Versioned {
    version: u64,
    breaker: Breaker,
}

impl Breakers for SharedBreakers {
    fn admits<'a>(&'a self, model: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>> {
        self.admit(model).map_err(Unreachable::from).boxed()
    }

    fn report<'a>(&'a self, model: &'a ModelName, succeeded: bool) -> BoxFuture<'a, Result<(), Unreachable>> {
        let change = self.change(model, move |breaker, thresholds, now| breaker.report(thresholds, succeeded, now));
        change.map_err(Unreachable::from).boxed()
    }
}

impl SharedBreakers {
    pub(crate) fn new(table: Table, clock: Clock, read: ReadBreakers) -> Self {
        Self { table, clock, thresholds: Thresholds::default(), read }
    }

    async fn admit(&self, model: &ModelName) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let believed = self.lock().get(model).filter(|(at, _)| now.millis_since(*at) < BELIEVED_MS).map(|(_, known)| known.clone());
        let mut known = match believed {
            Some(known) => known,
            None => self.load(model).await?,
        };
        match known.breaker.admit(&self.thresholds, now) {
            Admission::Sent => Ok(true),
            Admission::Held => Ok(false),
            Admission::Probe => {
                let mut admission = Admission::Held;
                self.change(model, |breaker, thresholds, now| admission = breaker.admit(thresholds, now)).await?;
                Ok(admission != Admission::Held)
            }
        }
    }

    /// Changes what is stored from what was last read, and from what is stored now where somebody else was faster.
    async fn change(&self, model: &ModelName, mut change: impl FnMut(&mut Breaker, &Thresholds, Timestamp)) -> Result<(), StoreError> {
        let known = self.lock().get(model).map(|(_, known)| known.clone());
        let mut known = match known {
            Some(known) => known,
            None => self.load(model).await?,
        };
        for _ in 0..TRIES {
            let mut changed = known.breaker.clone();
            change(&mut changed, &self.thresholds, self.clock.now());
            let next = Versioned { version: known.version + 1, breaker: changed };
            match self.store(model, known.version, &next).await {
                Ok(()) => {
                    self.lock().insert(model.clone(), (self.clock.now(), next));
                    return Ok(());
                }
                Err(StoreError::Conflict) => known = self.load(model).await?,
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn load(&self, model: &ModelName) -> Result<Versioned, StoreError> {
        let known: Versioned = self.table.get(&breaker_key(model)).await?.unwrap_or_default();
        self.lock().insert(model.clone(), (self.clock.now(), known.clone()));
        Ok(known)
    }

    async fn store(&self, model: &ModelName, seen: u64, next: &Versioned) -> Result<(), StoreError> {
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(write(&breaker_key(model), next)?));
        let put =
            put.condition_expression("attribute_not_exists(pk) OR version = :seen").expression_attribute_values(":seen", number(seen));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ModelName, (Timestamp, Versioned)>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn breaker_key(model: &ModelName) -> Key {
    Key::new(format!("platform#breaker#model#{model}"), "breaker")
}
