//! Batches of documents on their way into the knowledge library.
//!
//! | thing | where |
//! |---|---|
//! | a batch's state | table `memory`, pk `{tenant}#batch#{batch}`, sk `batch`; in the index `listed` until it is indexed |
//! | its documents | bucket `knowledge`, `{tenant}/batches/{batch}.json` |

use std::sync::Arc;

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use aws_sdk_s3::primitives::ByteStream;
use genesis_core::{BatchId, Queue, TenantId, Timestamp};
use genesis_knowledge::Document;
use genesis_tenancy::{Admission, Metered, Wish};
use serde::{Deserialize, Serialize};

use crate::{
    Cloud, NotGranted, Quotas, Settings, StoreError,
    clients::Clients,
    quotas::signed,
    table::{Key, Listed, Table, number, read},
};

/// The batches of one tenant.
#[derive(Clone)]
pub struct Documents {
    clients: Arc<Clients>,
    table: Table,
    bucket: String,
    queue_url: String,
    quotas: Quotas,
    tenant: TenantId,
}

/// One accepted call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub id: BatchId,
    pub documents: u32,
    pub accepted_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_at: Option<Timestamp>,
}

/// What the indexer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchMessage {
    pub tenant: TenantId,
    pub batch_id: BatchId,
}

impl Documents {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self {
            table: Table::new(clients.clone(), settings.table("memory")),
            quotas: Quotas::new(clients.clone(), settings, tenant),
            clients,
            bucket: settings.bucket("knowledge"),
            queue_url: settings.queue_url(Queue::DocumentBatches),
            tenant,
        }
    }

    /// Stores a batch that waits for being indexed, if the tenant has room for it. The documents are safe before the batch is known.
    pub async fn accept(&self, batch: &Batch, documents: &[Document]) -> Result<Admission, NotGranted> {
        let body = serde_json::to_vec(documents).map_err(StoreError::unreadable)?;
        let (bytes, quota) = (body.len() as u64, self.quotas.get().await?);
        let wish = Wish::storage(bytes);
        quota.admit(&wish, batch.accepted_at)?;
        let put = self.clients.s3().put_object().bucket(&self.bucket).key(object_key(self.tenant, batch.id));
        put.content_type("application/json").body(ByteStream::from(body)).send().await.map_err(StoreError::of("PutObject"))?;
        let place = Listed::since(WAITING, batch.accepted_at, batch.id);
        let waiting = WaitingBatch { batch, tenant: self.tenant, place };
        let writes = vec![
            self.table.new_item(&batch_key(self.tenant, batch.id), &waiting)?,
            self.quotas.counting(batch.accepted_at, &[(Metered::Storage, signed(bytes))])?,
        ];
        let granted = self.quotas.grant(&self.table, quota, &wish, batch.accepted_at, |_| Ok(writes.clone())).await;
        if let Err(NotGranted::Exceeded(_)) = granted {
            let delete = self.clients.s3().delete_object().bucket(&self.bucket).key(object_key(self.tenant, batch.id));
            delete.send().await.map_err(StoreError::of("DeleteObject"))?;
        }
        granted
    }

    /// Tells the indexer of a batch. Told twice, it indexes once.
    pub async fn announce(&self, batch: BatchId) -> Result<(), StoreError> {
        let message = BatchMessage { tenant: self.tenant, batch_id: batch };
        let message = serde_json::to_string(&message).map_err(StoreError::unreadable)?;
        let send = self.clients.sqs().send_message().queue_url(&self.queue_url).message_body(message);
        send.send().await.map(drop).map_err(StoreError::of("SendMessage"))
    }

    pub async fn find(&self, batch: BatchId) -> Result<Option<Batch>, StoreError> {
        self.table.get(&batch_key(self.tenant, batch)).await
    }

    pub async fn contents(&self, batch: BatchId) -> Result<Vec<Document>, StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(object_key(self.tenant, batch));
        let object = get.send().await.map_err(StoreError::of("GetObject"))?;
        let body = object.body.collect().await.map_err(StoreError::unreadable)?;
        serde_json::from_slice(&body.into_bytes()).map_err(StoreError::unreadable)
    }
}

impl Cloud {
    /// Every batch of every tenant that waits for being indexed.
    pub async fn waiting_batches(&self) -> Result<Vec<BatchMessage>, StoreError> {
        #[derive(Deserialize)]
        struct Waiting {
            tenant: TenantId,
            id: BatchId,
        }
        let listed = self.platform_table("memory").listed(WAITING).await?;
        let waiting = |item| read(item).map(|Waiting { tenant, id }| BatchMessage { tenant, batch_id: id });
        listed.into_iter().map(waiting).collect()
    }
}

/// A batch in the index `listed`.
#[derive(Serialize)]
struct WaitingBatch<'a> {
    #[serde(flatten)]
    batch: &'a Batch,
    tenant: TenantId,
    #[serde(flatten)]
    place: Listed,
}

/// The list of batches that wait for being indexed.
const WAITING: &str = "platform#waiting-batches";

/// Marks a batch as indexed, in the transaction that does it. One that is marked already refuses the transaction.
pub(crate) fn mark_indexed(table: &Table, tenant: TenantId, batch: BatchId, at: Timestamp) -> Result<TransactWriteItem, StoreError> {
    let update = Update::builder()
        .table_name(&table.name)
        .set_key(Some(batch_key(tenant, batch).attributes()))
        .update_expression("SET indexed_at = :at REMOVE listed_in, listed_at")
        .condition_expression("attribute_exists(pk) AND attribute_not_exists(indexed_at)")
        .expression_attribute_values(":at", number(at.0));
    Ok(TransactWriteItem::builder().update(update.build().map_err(StoreError::unreadable)?).build())
}

fn batch_key(tenant: TenantId, batch: BatchId) -> Key {
    Key::new(format!("{tenant}#batch#{batch}"), "batch")
}

fn object_key(tenant: TenantId, batch: BatchId) -> String {
    format!("{tenant}/batches/{batch}.json")
}
