use std::{collections::BTreeMap, sync::Arc};

use futures::{FutureExt, future::BoxFuture};
use genesis_models::{Secrets, Unreachable};

use crate::{Settings, StoreError, clients::Clients};

/// The keys of providers outside: one secret, a JSON object of keys by their names.
#[derive(Clone)]
pub struct ProviderKeys {
    clients: Arc<Clients>,
    name: String,
}

impl ProviderKeys {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, secret: &str) -> Self {
        Self { clients, name: settings.secret(secret) }
    }

    async fn find(&self, name: &str) -> Result<Option<String>, StoreError> {
        let secret = self.clients.secrets().get_secret_value().secret_id(&self.name);
        let value = secret.send().await.map_err(StoreError::of("GetSecretValue"))?.secret_string.unwrap_or_default();
        let mut keys: BTreeMap<String, String> = serde_json::from_str(&value).map_err(|_| StoreError::unreadable(NoObject))?;
        Ok(keys.remove(name))
    }
}

impl Secrets for ProviderKeys {
    fn secret<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Unreachable>> {
        self.find(name).map(|found| found.map_err(Unreachable::from)).boxed()
    }
}

/// Without a word of what it is instead.
#[derive(Debug, thiserror::Error)]
#[error("a secret of keys is not a JSON object of texts")]
struct NoObject;
