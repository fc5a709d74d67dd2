//! What is shared between instances on AWS, of a command that is one process and keeps no tables.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};
use genesis_breakers::{Admission, Breaker, Thresholds};
use genesis_core::{Clock, MicroDollars};
use genesis_lag::Limits;
use genesis_models::{Breakers, Budget, Charge, ModelName, Reserved, Response, Scarce, Unreachable};

/// What one run may spend.
pub(super) struct Purse {
    most: Charge,
    spent: Mutex<Charge>,
}

impl Purse {
    pub fn of(limits: &Limits) -> Self {
        let most = Charge { tokens: limits.max_tokens.into(), cost: MicroDollars(limits.max_cost_microdollars.into()) };
        Self { most, spent: Mutex::default() }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Charge) -> T) -> T {
        change(&mut self.spent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Budget for Purse {
    fn reserve(&self, worst: Charge) -> BoxFuture<'_, Result<Reserved, Unreachable>> {
        let reserved = self.change(|spent| {
            let then = Charge { tokens: spent.tokens.saturating_add(worst.tokens), cost: spent.cost + worst.cost };
            if then.tokens > self.most.tokens {
                return Reserved::Short(Scarce::Tokens);
            }
            if then.cost > self.most.cost {
                return Reserved::Short(Scarce::Money);
            }
            *spent = then;
            Reserved::SetAside
        });
        async move { Ok(reserved) }.boxed()
    }

    fn settle(&self, worst: Charge, actual: Charge) -> BoxFuture<'_, Result<(), Unreachable>> {
        self.change(|spent| {
            spent.tokens = spent.tokens.saturating_add(actual.tokens).saturating_sub(worst.tokens);
            spent.cost = MicroDollars((spent.cost + actual.cost).0.saturating_sub(worst.cost.0));
        });
        async { Ok(()) }.boxed()
    }

    fn spent_share(&self) -> BoxFuture<'_, Result<f64, Unreachable>> {
        let share = self.change(|spent| spent.cost.0 as f64 / self.most.cost.0.max(1) as f64);
        async move { Ok(share) }.boxed()
    }
}

/// The breakers of this process.
pub(super) struct OwnBreakers {
    pub clock: Clock,
    pub known: Mutex<BTreeMap<ModelName, Breaker>>,
}

impl OwnBreakers {
    fn change<T>(&self, model: &ModelName, change: impl FnOnce(&mut Breaker) -> T) -> T {
        change(self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(model.clone()).or_default())
    }
}

impl Breakers for OwnBreakers {
    fn admits<'a>(&'a self, model: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>> {
        let admission = self.change(model, |breaker| breaker.admit(&Thresholds::default(), self.clock.now()));
        async move { Ok(admission != Admission::Held) }.boxed()
    }

    fn report<'a>(&'a self, model: &'a ModelName, response: Response) -> BoxFuture<'a, Result<(), Unreachable>> {
        self.change(model, |breaker| breaker.report(&Thresholds::default(), response != Response::Failed, self.clock.now()));
        async { Ok(()) }.boxed()
    }
}
