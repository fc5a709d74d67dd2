//! API keys, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a key's hash and what it opens | `platform#key#{key id}` | `key` |

use std::sync::Arc;

use genesis_access::{KeyHash, Pepper};
use genesis_core::{KeyId, Scope, Timestamp};
use genesis_tenancy::Member;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table},
};

/// The keys of all tenants: a key is looked up before its tenant is known.
#[derive(Clone)]
pub struct ApiKeys {
    clients: Arc<Clients>,
    table: Table,
    pepper_name: String,
    pepper: PepperCell,
}

/// The pepper, read once by an instance.
pub(crate) type PepperCell = Arc<OnceCell<Pepper>>;

/// What is kept of an API key: all that is asked of it at the door, so that one read tells who calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRecord {
    pub id: KeyId,
    /// What its owner calls it.
    pub name: String,
    pub holder: Holder,
    pub hash: KeyHash,
    /// What it is for; what its holder may do bounds that.
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
}

/// Whose a credential is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Holder {
    User(Member),
    /// Whoever runs the platform.
    Administrator,
}

impl Holder {
    pub fn is_active(&self) -> bool {
        match self {
            Holder::User(member) => member.is_active,
            Holder::Administrator => true,
        }
    }
}

impl ApiKeys {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, pepper: PepperCell) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        Self { clients, table, pepper_name: settings.secret("api-key-pepper"), pepper }
    }

    pub async fn create(&self, record: &ApiKeyRecord) -> Result<(), StoreError> {
        self.table.create(&key(&record.id), record).await
    }

    pub async fn find(&self, id: &KeyId) -> Result<Option<ApiKeyRecord>, StoreError> {
        self.table.get(&key(id)).await
    }

    /// The secret under which keys are hashed.
    pub async fn pepper(&self) -> Result<&Pepper, StoreError> {
        self.pepper.get_or_try_init(|| self.read_pepper()).await
    }

    async fn read_pepper(&self) -> Result<Pepper, StoreError> {
        let secret = self.clients.secrets().get_secret_value().secret_id(&self.pepper_name);
        let value = secret.send().await.map_err(StoreError::of("GetSecretValue"))?;
        Ok(Pepper::new(value.secret_string.unwrap_or_default()))
    }

    pub(crate) async fn is_reachable(&self) -> bool {
        let probe: Result<Option<ApiKeyRecord>, _> = self.table.get(&Key::new("platform#probe", "probe")).await;
        probe.is_ok()
    }
}

fn key(id: &KeyId) -> Key {
    Key::new(format!("platform#key#{id}"), "key")
}
