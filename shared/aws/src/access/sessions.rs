//! Sessions, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a session | `platform#session#{keyed hash of its token}` | `session` |
//!
//! `ttl` lets DynamoDB delete it, some time after it is over.

use std::sync::Arc;

use futures::future::try_join_all;
use genesis_access::{KeyHash, SessionTimes};
use genesis_core::{Assurance, KeyId, Scope, SessionId, Timestamp};
use genesis_tenancy::Member;
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, number},
};

/// The sessions of all users: one is looked up before its tenant is known.
#[derive(Clone)]
pub struct Sessions {
    table: Table,
}

/// What is kept of a session: all that is asked of it at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    pub id: SessionId,
    pub member: Member,
    /// What it was opened with.
    pub key: KeyId,
    /// What it is for; what the user may do bounds that.
    pub scopes: Vec<Scope>,
    pub assurance: Assurance,
    pub times: SessionTimes,
}

impl Sessions {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings) -> Self {
        Self { table: Table::new(clients, settings.table("tenants")) }
    }

    pub async fn find(&self, hash: &KeyHash) -> Result<Option<SessionRecord>, StoreError> {
        self.table.get(&session_of(hash)).await
    }

    /// Those of these that are there.
    pub async fn find_all(&self, hashes: impl IntoIterator<Item = KeyHash>) -> Result<Vec<SessionRecord>, StoreError> {
        let found = try_join_all(hashes.into_iter().map(|hash| async move { self.find(&hash).await })).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Whoever notes a use at the same moment is as good, and a session that has ended stays so.
    pub async fn note_use(&self, hash: &KeyHash, seen: SessionTimes, now: Timestamp) -> Result<(), StoreError> {
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(session_of(hash).attributes()));
        let update = update
            .update_expression("SET times.last_used_at = :now")
            .condition_expression("times.last_used_at = :seen")
            .expression_attribute_values(":now", number(now.0))
            .expression_attribute_values(":seen", number(seen.last_used_at.0));
        match update.send().await.map_err(StoreError::of("UpdateItem")) {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

pub(super) fn session_of(hash: &KeyHash) -> Key {
    Key::new(format!("platform#session#{}", hash.as_str()), "session")
}
