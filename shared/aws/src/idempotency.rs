//! Creating requests and their answers, in the table `idempotency`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a request under a key, and its answer | `{tenant}#idempotency#{function}#{key}` | `request` |

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use genesis_core::{IdSeed, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, attribute, number, write},
};

/// The idempotency keys of one tenant. Each belongs to one function.
#[derive(Clone)]
pub struct IdempotencyKeys {
    table: Table,
    tenant: TenantId,
}

/// A request that somebody answers, or has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedRequest {
    /// The same for the same request, and for no other.
    pub fingerprint: String,
    pub seed: IdSeed,
    /// Whoever answers has until then; afterwards another may.
    pub lease_until: Timestamp,
    /// From then on the key is free.
    pub expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<KeptAnswer>,
}

/// The answer that repetitions get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    pub status: u16,
    pub content_type: String,
    /// What it told of the tenant's quota.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub quota: BTreeMap<String, String>,
    pub body: String,
}

/// A request with the moment from which DynamoDB may delete it, in seconds since 1970.
#[derive(Serialize)]
struct Expiring<'a> {
    #[serde(flatten)]
    request: &'a KeyedRequest,
    ttl: i64,
}

impl IdempotencyKeys {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("idempotency")), tenant }
    }

    pub async fn find(&self, function: &str, key: &str) -> Result<Option<KeyedRequest>, StoreError> {
        self.table.get(&request_key(self.tenant, function, key)).await
    }

    /// Puts a request under a key that is free `now`. One that is not is a conflict.
    pub async fn claim(&self, function: &str, key: &str, request: &KeyedRequest, now: Timestamp) -> Result<(), StoreError> {
        let expiring = Expiring { request, ttl: request.expires_at.0 / 1_000 + 1 };
        let item = write(&request_key(self.tenant, function, key), &expiring)?;
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
        let put =
            put.condition_expression("attribute_not_exists(pk) OR expires_at <= :now").expression_attribute_values(":now", number(now.0));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }

    /// Moves the end of a lease. One that somebody has moved since it was `seen`, or that led to an answer, is a conflict.
    pub async fn lease(&self, function: &str, key: &str, seen: &KeyedRequest, until: Timestamp) -> Result<(), StoreError> {
        let update = self.update(function, key).update_expression("SET lease_until = :until").condition_expression(HELD);
        let update = update
            .expression_attribute_values(":until", number(until.0))
            .expression_attribute_values(":seed", attribute(&seen.seed)?)
            .expression_attribute_values(":lease", number(seen.lease_until.0));
        update.send().await.map(drop).map_err(StoreError::of("UpdateItem"))
    }

    /// Keeps the answer. An earlier one stands, and is a conflict.
    pub async fn keep(&self, function: &str, key: &str, held: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError> {
        let update = self.update(function, key).update_expression("SET answer = :answer");
        let update = update
            .condition_expression("seed = :seed AND attribute_not_exists(answer)")
            .expression_attribute_values(":answer", attribute(answer)?)
            .expression_attribute_values(":seed", attribute(&held.seed)?);
        update.send().await.map(drop).map_err(StoreError::of("UpdateItem"))
    }

    /// Frees the key, unless somebody else has taken over since.
    pub async fn free(&self, function: &str, key: &str, held: &KeyedRequest) -> Result<(), StoreError> {
        let place = request_key(self.tenant, function, key).attributes();
        let delete = self.table.client().delete_item().table_name(&self.table.name).set_key(Some(place)).condition_expression(HELD);
        let delete = delete
            .expression_attribute_values(":seed", attribute(&held.seed)?)
            .expression_attribute_values(":lease", number(held.lease_until.0));
        delete.send().await.map(drop).map_err(StoreError::of("DeleteItem"))
    }

    fn update(&self, function: &str, key: &str) -> UpdateItemFluentBuilder {
        let place = request_key(self.tenant, function, key).attributes();
        self.table.client().update_item().table_name(&self.table.name).set_key(Some(place))
    }
}

/// The condition that a lease is the one it was.
const HELD: &str = "seed = :seed AND lease_until = :lease AND attribute_not_exists(answer)";

/// The key comes last: it is the client's, and may hold any character.
fn request_key(tenant: TenantId, function: &str, key: &str) -> Key {
    Key::new(format!("{tenant}#idempotency#{function}#{key}"), "request")
}
