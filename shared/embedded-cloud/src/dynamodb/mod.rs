//! DynamoDB on SQLite. Every table has the string keys `pk` and `sk`, the sparse index `listed` on `listed_in` and `listed_at`, and expires items by `ttl`.

mod dispatch;
mod key_condition;
mod tokens;
mod touches;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dynoxide::{Database, DynoxideError};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::MissedTickBehavior;

use crate::reply::{Reply, json_reply};
use crate::stop::Stopped;
use tokens::Tokens;
pub(crate) use touches::touches;

/// SQLite has one connection behind one lock: while one call holds it, another reads its request or writes its reply. A call is over sooner than
/// another thread could take it, so it stays on its own; more of them would hold up the tasks beside them.
const PARALLEL_CALLS: usize = 2;
/// The index of every table.
const LISTED: &str = "listed";
const SWEEP_EVERY: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub(crate) struct DynamoDb {
    database: Database,
    place: Place,
    calls: Arc<Semaphore>,
    tokens: Arc<Tokens>,
}

/// Where the engine does what may take long.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// On threads that may block, so that it does not hold up the tasks beside it.
    OffTheRuntime,
    /// Within the calling task, so that what is done follows from the order of the tasks alone.
    OnTheRuntime,
}

impl DynamoDb {
    /// Opens the file, or memory for `None`. Commits survive a crash of the process; a power cut may lose the last ones.
    pub fn open(file: Option<&str>, place: Place) -> Result<Self, DynoxideError> {
        let database = match file {
            Some(file) => Database::new(file)?,
            None => Database::memory()?,
        };
        database.disable_bulk_loading()?;
        Ok(Self { database, place, calls: Arc::new(Semaphore::new(PARALLEL_CALLS)), tokens: Arc::default() })
    }

    pub async fn answer(&self, operation: &str, body: Bytes) -> Reply {
        match self.call(operation, body).await {
            Ok(document) => json_reply(StatusCode::OK, document),
            Err(error) => {
                let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                json_reply(status, error.to_json())
            }
        }
    }

    /// Creates the table unless it exists, and lets `ttl` expire its items.
    pub async fn create_table(&self, name: &str) -> Result<(), DynoxideError> {
        let definition: Bytes = definition(name).to_string().into();
        match self.call("CreateTable", definition.clone()).await {
            Ok(_) => {}
            Err(DynoxideError::ResourceInUseException(_)) if self.expires_items(name).await? => return Ok(()),
            // Its creation broke off before the last step, and so before anybody used it; the engine may have but half of it.
            Err(DynoxideError::ResourceInUseException(_)) => {
                self.call("DeleteTable", named(name)).await?;
                self.call("CreateTable", definition).await?;
            }
            Err(error) => return Err(error),
        }
        let expiry = json!({ "TableName": name, "TimeToLiveSpecification": { "AttributeName": "ttl", "Enabled": true } });
        self.call("UpdateTimeToLive", expiry.to_string().into()).await.map(drop)
    }

    async fn expires_items(&self, name: &str) -> Result<bool, DynoxideError> {
        let described = self.call("DescribeTimeToLive", named(name)).await?;
        Ok(described.contains("\"ENABLED\""))
    }

    /// How many transactions are remembered by their token.
    pub fn transactions(&self) -> usize {
        self.tokens.count()
    }

    /// Deletes expired items until the cloud stops.
    pub async fn sweep_expired(self, mut stopped: Stopped) {
        let mut ticks = tokio::time::interval(SWEEP_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stopped.wait() => return,
                _ = ticks.tick() => self.sweep().await,
            }
        }
    }

    async fn sweep(&self) {
        match self.in_its_place(Database::sweep_ttl).await {
            Ok(0) => {}
            Ok(expired) => tracing::debug!(expired, "swept expired items"),
            Err(error) => tracing::warn!(%error, "could not sweep expired items"),
        }
    }

    async fn call(&self, operation: &str, body: Bytes) -> Result<String, DynoxideError> {
        let _permit = self.permit().await;
        dispatch::dispatch(&self.database, &self.tokens, operation, &body)
    }

    async fn permit(&self) -> SemaphorePermit<'_> {
        self.calls.acquire().await.expect("the semaphore is never closed")
    }

    async fn in_its_place<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, DynoxideError> + Send + 'static,
    ) -> Result<T, DynoxideError> {
        match self.place {
            Place::OffTheRuntime => self.off_the_runtime(work).await,
            Place::OnTheRuntime => work(&self.database),
        }
    }

    async fn off_the_runtime<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, DynoxideError> + Send + 'static,
    ) -> Result<T, DynoxideError> {
        let _permit = self.permit().await;
        let database = self.database.clone();
        tokio::task::spawn_blocking(move || work(&database))
            .await
            .unwrap_or_else(|error| Err(DynoxideError::InternalServerError(error.to_string())))
    }
}

fn named(table: &str) -> Bytes {
    json!({ "TableName": table }).to_string().into()
}

fn definition(table: &str) -> Value {
    let attributes = ["pk", "sk", "listed_in", "listed_at"].map(|name| json!({ "AttributeName": name, "AttributeType": "S" }));
    json!({
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }, { "AttributeName": "sk", "KeyType": "RANGE" }],
        "AttributeDefinitions": attributes,
        "GlobalSecondaryIndexes": [{
            "IndexName": LISTED,
            "KeySchema": [{ "AttributeName": "listed_in", "KeyType": "HASH" }, { "AttributeName": "listed_at", "KeyType": "RANGE" }],
            "Projection": { "ProjectionType": "ALL" },
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_table_whose_creation_broke_off_is_made_again_and_a_whole_one_stays() {
        let engine = DynamoDb::open(None, Place::OnTheRuntime).unwrap();
        let holds = async |sort: &str| {
            let key = json!({ "TableName": "runs", "Key": { "pk": { "S": "a" }, "sk": { "S": sort } } });
            engine.call("GetItem", key.to_string().into()).await.unwrap().contains("Item")
        };
        let put = async |sort: &str| {
            let item = json!({ "TableName": "runs", "Item": { "pk": { "S": "a" }, "sk": { "S": sort } } });
            engine.call("PutItem", item.to_string().into()).await.unwrap();
        };
        engine.call("CreateTable", definition("runs").to_string().into()).await.unwrap();
        put("before").await;
        engine.create_table("runs").await.unwrap();
        assert!(!holds("before").await && engine.expires_items("runs").await.unwrap());
        put("after").await;
        engine.create_table("runs").await.unwrap();
        assert!(holds("after").await);
    }
}
