use std::sync::Arc;

use genesis_access::{Sealed, SealingKey};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::{Settings, StoreError, clients::Clients};

/// The key under which one kind of thing is sealed.
#[derive(Clone)]
pub(crate) struct Sealing {
    clients: Arc<Clients>,
    name: String,
    key: SealingCell,
}

/// Such a key, read once by an instance.
pub(crate) type SealingCell = Arc<OnceCell<SealingKey>>;

impl Sealing {
    pub fn new(clients: Arc<Clients>, settings: &Settings, secret: &str, key: SealingCell) -> Self {
        Self { clients, name: settings.secret(secret), key }
    }

    /// Sealed for a place; `fresh` is no other's.
    pub async fn seal(&self, text: &str, fresh: Uuid, place: &str) -> Result<Sealed, StoreError> {
        let nonce = *fresh.as_bytes().first_chunk().expect("an id has 16 bytes");
        Ok(self.key().await?.seal(text.as_bytes(), nonce, place))
    }

    pub async fn key(&self) -> Result<&SealingKey, StoreError> {
        let read = async || {
            let secret = self.clients.secrets().get_secret_value().secret_id(&self.name);
            let value = secret.send().await.map_err(StoreError::of("GetSecretValue"))?;
            Ok(SealingKey::of(&value.secret_string.unwrap_or_default()))
        };
        self.key.get_or_try_init(read).await
    }
}
