//! Circuit breakers of models, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | what is known of a model that the deployment names, or that has answered | `platform#breaker#model#{model}` | `breaker` |
//!
//! Any other name is one that a caller may have made up: what is known of it stays with the instance that asked. `ttl` lets DynamoDB
//! delete what nobody has reported on for a day.

mod read_breakers;

use std::{
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use genesis_breakers::{Admission, Breaker, Thresholds};
use genesis_core::{Clock, Timestamp};
use genesis_models::{Breakers, Configuration, ModelName, Response, Unreachable};

pub(crate) use self::read_breakers::ReadBreakers;
use self::read_breakers::{Shelf, Versioned};
use crate::{
    StoreError,
    table::{Key, Table, expiring, number, write},
};

/// What one instance has read is believed for so long.
const BELIEVED_MS: u64 = 2_000;
/// So often somebody else may have been faster.
const TRIES: u32 = 5;
const KEPT: Duration = Duration::from_hours(24);

/// The breakers of models, which all instances share.
#[derive(Clone)]
pub struct SharedBreakers {
    table: Table,
    clock: Clock,
    thresholds: Thresholds,
    configuration: Arc<Configuration>,
    read: ReadBreakers,
}

impl Breakers for SharedBreakers {
    fn admits<'a>(&'a self, model: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>> {
        self.admit(model).map_err(Unreachable::from).boxed()
    }

    fn report<'a>(&'a self, model: &'a ModelName, response: Response) -> BoxFuture<'a, Result<(), Unreachable>> {
        let succeeded = response != Response::Failed;
        let change = self.change(model, response == Response::Replied, move |breaker, thresholds, now| {
            breaker.report(thresholds, succeeded, now);
        });
        change.map_err(Unreachable::from).boxed()
    }
}

impl SharedBreakers {
    pub(crate) fn new(table: Table, clock: Clock, configuration: Arc<Configuration>, read: ReadBreakers) -> Self {
        Self { table, clock, thresholds: Thresholds::default(), configuration, read }
    }

    /// Those of the models that the deployment names, as they are stored.
    pub async fn all(&self) -> Result<Vec<(ModelName, Breaker)>, StoreError> {
        let load = async |model: ModelName| self.load(&model).await.map(|known| (model, known.breaker));
        futures::future::try_join_all(self.configuration.named().into_iter().map(load)).await
    }

    /// Leaves a model alone by somebody's will; false where the deployment names no such model.
    pub async fn open(&self, model: &ModelName) -> Result<bool, StoreError> {
        self.change_named(model, |breaker, _, now| breaker.open(now)).await
    }

    /// Forgets what is known of a model; false where the deployment names no such model.
    pub async fn reset(&self, model: &ModelName) -> Result<bool, StoreError> {
        self.change_named(model, |breaker, _, _| breaker.reset()).await
    }

    pub fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    async fn change_named(&self, model: &ModelName, change: impl FnMut(&mut Breaker, &Thresholds, Timestamp)) -> Result<bool, StoreError> {
        let is_named = self.configuration.names(model);
        if is_named {
            self.change(model, true, change).await?;
        }
        Ok(is_named)
    }

    async fn admit(&self, model: &ModelName) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let believed = self.shelf().find(model).filter(|(at, _)| now.millis_since(*at) < BELIEVED_MS).map(|(_, known)| known.clone());
        let mut known = match believed {
            Some(known) => known,
            None => self.load(model).await?,
        };
        match known.breaker.admit(&self.thresholds, now) {
            Admission::Sent => Ok(true),
            Admission::Held => Ok(false),
            Admission::Probe => {
                let mut admission = Admission::Held;
                self.change(model, false, |breaker, thresholds, now| admission = breaker.admit(thresholds, now)).await?;
                Ok(admission != Admission::Held)
            }
        }
    }

    /// Changes what is stored from what was last read, and from what is stored now where somebody else was faster. What is this
    /// instance's alone changes here.
    async fn change(
        &self,
        model: &ModelName,
        has_answered: bool,
        mut change: impl FnMut(&mut Breaker, &Thresholds, Timestamp),
    ) -> Result<(), StoreError> {
        let is_everybodys = has_answered || self.configuration.names(model);
        let known = self.shelf().find(model).map(|(_, known)| known.clone());
        let mut known = match known {
            Some(known) => known,
            None => self.load(model).await?,
        };
        for _ in 0..TRIES {
            let now = self.clock.now();
            if known.is_own() && !is_everybodys {
                self.shelf().change(model, now, |breaker| change(breaker, &self.thresholds, now));
                return Ok(());
            }
            let mut next = Versioned { version: known.version + 1, breaker: known.breaker.clone() };
            change(&mut next.breaker, &self.thresholds, now);
            match self.store(model, known.version, &next).await {
                Ok(()) => {
                    self.shelf().keep(model, self.clock.now(), next);
                    return Ok(());
                }
                Err(StoreError::Conflict) => known = self.load(model).await?,
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    /// As it is stored; or else what this instance has seen itself.
    async fn load(&self, model: &ModelName) -> Result<Versioned, StoreError> {
        let stored: Option<Versioned> = self.table.get(&breaker_key(model)).await?;
        let mut shelf = self.shelf();
        let known = stored.unwrap_or_else(|| shelf.own(model));
        shelf.keep(model, self.clock.now(), known.clone());
        Ok(known)
    }

    async fn store(&self, model: &ModelName, seen: u64, next: &Versioned) -> Result<(), StoreError> {
        let item = expiring(write(&breaker_key(model), next)?, Some(self.clock.now().plus(KEPT)));
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
        let put =
            put.condition_expression("attribute_not_exists(pk) OR version = :seen").expression_attribute_values(":seen", number(seen));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn breaker_key(model: &ModelName) -> Key {
    Key::new(format!("platform#breaker#model#{model}"), "breaker")
}
