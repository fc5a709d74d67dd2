//! Keyrings, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a user's keyring | `platform#keyring#{tenant}#{user}` | `keyring` |
//!
//! It names all keys and sessions of the user, which lie where they are found before their tenant is known. Whatever adds, ends or
//! changes one of them writes the keyring in the same transaction, on condition that nobody else did, so that none escapes a change
//! of its user.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use genesis_access::{KeyHash, Keyring, SealingKey};
use genesis_core::{KeyId, TenantId, Timestamp, UserId};
use genesis_tenancy::Member;
use serde::{Deserialize, Serialize};

use super::{
    api_keys::{ApiKeyRecord, Holder, key_of},
    sessions::{SessionRecord, session_of},
};
use crate::{
    Settings, StoreError,
    clients::Clients,
    sealing::{Sealing, SealingCell},
    table::{Key, Table, attribute, expiring, number, put, setting, write},
};

/// So often a change is decided again when others changed the keyring first.
const TRIES: u32 = 16;

/// The keyrings of all users.
#[derive(Clone)]
pub struct Keyrings {
    table: Table,
    sealing: Sealing,
}

/// A keyring, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyringRecord {
    pub member: Member,
    pub keyring: Keyring,
    version: u64,
}

/// What a keyring's change does to the credentials themselves.
#[derive(Debug, Clone)]
pub enum CredentialChange {
    NewKey(ApiKeyRecord),
    EndedKey(KeyId),
    NewSession(KeyHash, SessionRecord),
    EndedSession(KeyHash),
}

/// What was decided on a keyring.
#[derive(Debug)]
pub struct Decision<T> {
    pub keyring: Keyring,
    pub changes: Vec<CredentialChange>,
    pub outcome: T,
}

impl Keyrings {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, key: SealingCell) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        Self { table, sealing: Sealing::new(clients, settings, "second-factor-key", key) }
    }

    /// None before the user's first credential.
    pub async fn find(&self, tenant: TenantId, user: UserId) -> Result<Option<KeyringRecord>, StoreError> {
        self.table.get(&keyring_key(tenant, user)).await
    }

    /// Reads, decides and writes; again where somebody else was quicker. A decision that leaves everything as it was is not written.
    pub async fn change<T, E: From<StoreError>>(
        &self,
        (tenant, user): (TenantId, UserId),
        decide: impl Fn(&KeyringRecord) -> Result<Decision<T>, E>,
    ) -> Result<T, E> {
        for _ in 0..TRIES {
            let seen = self.find(tenant, user).await?.ok_or(StoreError::Missing { operation: "GetItem" })?;
            let decision = decide(&seen)?;
            if decision.keyring == seen.keyring && decision.changes.is_empty() {
                return Ok(decision.outcome);
            }
            match self.write(&seen, decision.keyring, &decision.changes).await {
                Ok(()) => return Ok(decision.outcome),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// A conflict where somebody else has changed the keyring since it was seen.
    async fn write(&self, seen: &KeyringRecord, keyring: Keyring, changes: &[CredentialChange]) -> Result<(), StoreError> {
        let record = KeyringRecord { keyring, ..seen.clone() };
        let mut writes = vec![self.next(&record)?];
        for change in changes {
            writes.push(self.part(change)?);
        }
        self.table.commit(writes).await
    }

    /// Puts a key that comes from elsewhere into its user's keyring, which begins with it where there is none.
    pub(crate) async fn take_in(&self, member: &Member, key: &ApiKeyRecord) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let seen = self.find(member.tenant, member.user).await?;
            let seen = seen.unwrap_or_else(|| KeyringRecord { member: member.clone(), keyring: Keyring::default(), version: 0 });
            let mut keyring = seen.keyring.clone();
            keyring.keys.push(key.id.clone());
            match self.write(&seen, keyring, &[CredentialChange::NewKey(key.clone())]).await {
                Err(StoreError::Conflict) => {}
                written => return written,
            }
        }
        Err(StoreError::Conflict)
    }

    /// What becomes of a user's credentials with the user: they say what the user is now, or end with one who was removed. A session that
    /// is over is left out: it is deleted by itself.
    pub(super) async fn follow(&self, member: &Member, is_removed: bool, now: Timestamp) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(seen) = self.find(member.tenant, member.user).await? else { return Ok(Vec::new()) };
        let mut record = KeyringRecord { member: member.clone(), ..seen };
        record.keyring.sessions.retain(|session| now < session.expires_at);
        if is_removed { self.parts_of_removal(record) } else { self.parts_of_member(&record) }
    }

    /// A keyring that begins with this key.
    pub(super) fn beginning(&self, member: &Member, key: &ApiKeyRecord) -> Result<Vec<TransactWriteItem>, StoreError> {
        let keyring = Keyring { keys: vec![key.id.clone()], ..Keyring::default() };
        let record = KeyringRecord { member: member.clone(), keyring, version: 0 };
        Ok(vec![self.next(&record)?, self.part(&CredentialChange::NewKey(key.clone()))?])
    }

    fn parts_of_member(&self, record: &KeyringRecord) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (member, holder) = (attribute(&record.member)?, attribute(&Holder::User(record.member.clone()))?);
        let mut parts = vec![self.next(record)?];
        for key in &record.keyring.keys {
            parts.push(setting(&self.table, &key_of(key), "holder", holder.clone())?);
        }
        for session in &record.keyring.sessions {
            parts.push(setting(&self.table, &session_of(&session.hash), "member", member.clone())?);
        }
        Ok(parts)
    }

    /// The keyring stays and says that nobody may come in: a request that was let in before finds it so.
    fn parts_of_removal(&self, mut record: KeyringRecord) -> Result<Vec<TransactWriteItem>, StoreError> {
        let ended = std::mem::take(&mut record.keyring);
        let mut parts = vec![self.next(&record)?];
        for key in &ended.keys {
            parts.push(self.table.removal(&key_of(key))?);
        }
        for session in &ended.sessions {
            parts.push(self.table.removal(&session_of(&session.hash))?);
        }
        Ok(parts)
    }

    /// The key under which second factors are sealed.
    pub async fn sealing_key(&self) -> Result<&SealingKey, StoreError> {
        self.sealing.key().await
    }

    /// The keyring in the place of the version before.
    fn next(&self, record: &KeyringRecord) -> Result<TransactWriteItem, StoreError> {
        let key = keyring_key(record.member.tenant, record.member.user);
        let item = write(&key, &KeyringRecord { version: record.version + 1, ..record.clone() })?;
        let item = Put::builder().table_name(&self.table.name).set_item(Some(item));
        put(match record.version {
            0 => item.condition_expression("attribute_not_exists(pk)"),
            seen => item.condition_expression("version = :seen").expression_attribute_values(":seen", number(seen)),
        })
    }

    fn part(&self, change: &CredentialChange) -> Result<TransactWriteItem, StoreError> {
        match change {
            CredentialChange::NewKey(record) => self.table.new_item(&key_of(&record.id), record),
            CredentialChange::EndedKey(id) => self.table.removal(&key_of(id)),
            CredentialChange::NewSession(hash, record) => {
                let item = expiring(write(&session_of(hash), record)?, Some(record.times.expires_at));
                let item = Put::builder().table_name(&self.table.name).set_item(Some(item));
                put(item.condition_expression("attribute_not_exists(pk)"))
            }
            CredentialChange::EndedSession(hash) => self.table.removal(&session_of(hash)),
        }
    }
}

fn keyring_key(tenant: TenantId, user: UserId) -> Key {
    Key::new(format!("platform#keyring#{tenant}#{user}"), "keyring")
}
