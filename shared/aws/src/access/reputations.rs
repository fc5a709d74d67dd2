use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};
use genesis_core::Clock;
use genesis_threats::{Remembered, Reputation, ReputationSource, Said, Unreached, is_private};

use super::AddressLists;

/// What is known of addresses: by the platform's own list, and by a source outside where there is one. What that one says, an instance
/// remembers.
#[derive(Clone)]
pub struct Reputations {
    lists: AddressLists,
    outside: Outside,
    clock: Clock,
}

/// A source outside, for who asks one, with what it said of late.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    pub source: Option<Arc<dyn ReputationSource>>,
    remembered: Arc<Mutex<Remembered>>,
}

/// What a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub source: &'static str,
    pub said: Result<Reputation, Unreached>,
}

impl Reputations {
    pub(crate) fn new(lists: AddressLists, outside: Outside, clock: Clock) -> Self {
        Self { lists, outside, clock }
    }

    /// What every source says that is set up. Nobody outside knows of an address that is of a network of one's own.
    pub async fn of(&self, address: IpAddr) -> Vec<Opinion> {
        if is_private(address) {
            return Vec::new();
        }
        let mut opinions = Vec::new();
        opinions.extend(opinion(&self.lists, asked(&self.lists, address).await));
        if let Some(source) = self.outside.source.as_deref() {
            opinions.extend(self.remembered(source, address).await);
        }
        opinions
    }

    async fn remembered(&self, source: &dyn ReputationSource, address: IpAddr) -> Option<Opinion> {
        let known = self.outside.lock().find(source.name(), address, self.clock.now());
        if let Some(said) = known {
            return opinion(source, said);
        }
        let said = asked(source, address).await;
        self.outside.lock().keep(source.name(), address, said.clone(), self.clock.now());
        opinion(source, said)
    }
}

impl Outside {
    pub fn of(source: Arc<dyn ReputationSource>) -> Self {
        Self { source: Some(source), remembered: Arc::default() }
    }

    /// The same source, of which nothing is remembered yet.
    pub fn afresh(&self) -> Self {
        Self { source: self.source.clone(), remembered: Arc::default() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn asked(source: &dyn ReputationSource, address: IpAddr) -> Said {
    let said = source.ask(address).await;
    if let Err(unreached) = &said {
        tracing::warn!(source = source.name(), %unreached, "a source of reputations says nothing");
    }
    said
}

/// None of a source that nobody has set up.
fn opinion(source: &dyn ReputationSource, said: Said) -> Option<Opinion> {
    said.transpose().map(|said| Opinion { source: source.name(), said })
}

/// The platform's own list.
impl ReputationSource for AddressLists {
    fn name(&self) -> &'static str {
        "list"
    }

    fn ask(&self, address: IpAddr) -> BoxFuture<'_, Said> {
        async move {
            let known = self.known().await.map_err(|_| Unreached::NoAnswer)?;
            let said = known.list.said_of(address);
            let reason = said.filter(|said| !said.is_empty()).map(ToOwned::to_owned);
            Ok(Some(Reputation { confidence: if said.is_some() { 100 } else { 0 }, reason }))
        }
        .boxed()
    }
}
