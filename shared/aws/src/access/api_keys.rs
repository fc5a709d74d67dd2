//! API keys, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a key's hash and what it opens | `platform#key#{key id}` | `key` |

use std::sync::Arc;

use aws_sdk_dynamodb::types::Update;
use futures::future::try_join_all;
use genesis_access::{KEY_USE_EVERY, KeySecrets, Known, Pepper};
use genesis_core::{KeyId, Scope, TenantId, Timestamp, UserId};
use genesis_tenancy::Member;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::Keyrings;
use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, attribute, number, text, update},
};

/// So often a rotation is decided again when another came first.
const TRIES: u32 = 4;

/// The keys of all tenants: a key is looked up before its tenant is known.
#[derive(Clone)]
pub struct ApiKeys {
    clients: Arc<Clients>,
    table: Table,
    keyrings: Keyrings,
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
    pub secrets: KeySecrets,
    /// What it is for; what its holder may do bounds that.
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    /// None of one that holds until it is revoked.
    pub expires_at: Option<Timestamp>,
    /// To five minutes; none before the first use.
    pub last_used_at: Option<Timestamp>,
}

/// Whose a credential is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Holder {
    User(Member),
    /// Whoever runs the platform.
    Administrator,
}

impl ApiKeyRecord {
    /// Whether it opens anything yet, to whoever proves that it is theirs.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.holder.is_active() && self.expires_at.is_none_or(|at| now < at)
    }

    /// Whether a use now is to be written down: the one that is known is some time ago.
    pub fn is_use_worth_noting(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| now >= last.plus(KEY_USE_EVERY))
    }
}

impl Holder {
    pub fn is_active(&self) -> bool {
        self.member().is_none_or(|member| member.is_active)
    }

    /// None where it is no user.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Holder::User(member) => Some(member),
            Holder::Administrator => None,
        }
    }
}

impl ApiKeys {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, pepper: PepperCell, keyrings: Keyrings) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        Self { clients, table, keyrings, pepper_name: settings.secret("api-key-pepper"), pepper }
    }

    /// A user's goes into their keyring as well.
    pub async fn create(&self, record: &ApiKeyRecord) -> Result<(), StoreError> {
        match &record.holder {
            Holder::User(member) => self.keyrings.take_in(member, record).await,
            Holder::Administrator => self.table.create(&key_of(&record.id), record).await,
        }
    }

    /// Takes an administrator's key away. A conflict where there is no such key of an administrator's.
    pub async fn revoke_administrators(&self, id: &KeyId) -> Result<(), StoreError> {
        let delete = self.table.client().delete_item().table_name(&self.table.name).set_key(Some(key_of(id).attributes()));
        let delete = delete.condition_expression("holder.kind = :administrator");
        let delete = delete.expression_attribute_values(":administrator", text("administrator"));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem"))
    }

    pub async fn find(&self, id: &KeyId) -> Result<Option<ApiKeyRecord>, StoreError> {
        self.table.get(&key_of(id)).await
    }

    /// Those of these that are there.
    pub async fn find_all(&self, ids: &[KeyId]) -> Result<Vec<ApiKeyRecord>, StoreError> {
        let found = try_join_all(ids.iter().map(|id| self.find(id))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Reads, decides which other secrets and end the key gets, and writes them; again where somebody else was quicker. None where there
    /// is no such key.
    pub async fn rotate<E: From<StoreError>>(
        &self,
        id: &KeyId,
        decide: impl Fn(ApiKeyRecord) -> Result<ApiKeyRecord, E>,
    ) -> Result<Option<ApiKeyRecord>, E> {
        for _ in 0..TRIES {
            let Some(seen) = self.find(id).await? else { return Ok(None) };
            let rotated = decide(seen.clone())?;
            match self.replace(&seen, &rotated).await {
                Ok(()) => return Ok(Some(rotated)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// A conflict where it has had other secrets than seen by then, or is revoked.
    async fn replace(&self, seen: &ApiKeyRecord, rotated: &ApiKeyRecord) -> Result<(), StoreError> {
        let set = Update::builder().table_name(&self.table.name).set_key(Some(key_of(&seen.id).attributes()));
        let set = set
            .update_expression("SET secrets = :secrets, expires_at = :end")
            .condition_expression("secrets = :seen")
            .expression_attribute_values(":secrets", attribute(&rotated.secrets)?)
            .expression_attribute_values(":end", attribute(&rotated.expires_at)?)
            .expression_attribute_values(":seen", attribute(&seen.secrets)?);
        self.table.commit(vec![update(set)?]).await
    }

    /// Whoever notes a use at the same moment is as good, and a key that was revoked stays so.
    pub async fn note_use(&self, id: &KeyId, now: Timestamp) -> Result<(), StoreError> {
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(key_of(id).attributes()));
        let update = update
            .update_expression("SET last_used_at = :now")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", number(now.0));
        match update.send().await.map_err(StoreError::of("UpdateItem")) {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What the codes of a user's second factor are held against.
    pub async fn known(&self, tenant: TenantId, user: UserId) -> Result<Known<'_>, StoreError> {
        Ok(Known { tenant, user, sealing: self.keyrings.sealing_key().await?, pepper: self.pepper().await? })
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

pub(super) fn key_of(id: &KeyId) -> Key {
    Key::new(format!("platform#key#{id}"), "key")
}
