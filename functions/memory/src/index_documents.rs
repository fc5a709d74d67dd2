use genesis_aws::{BatchMessage, Cloud, StoreError};
use genesis_core::{Access, Declaration, Grant, Queue, Resource, Trigger, WritingId};
use genesis_http::Function;
use genesis_knowledge::Segment;

const DECLARATION: Declaration = Declaration {
    name: "index-documents",
    summary: "Splits a batch of documents into passages and puts them into the tenant's search index.",
    trigger: Trigger::Queue { queue: Queue::DocumentBatches, batch_size: 1, max_concurrency: 4 },
    grants: &[
        Grant { resource: Resource::Table("memory"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Bucket("knowledge"), access: &[Access::Read, Access::Write] },
    ],
    memory_mib: 1024,
    timeout_seconds: 60,
};

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, index_documents)
}

/// A batch delivered twice is indexed once.
async fn index_documents(cloud: Cloud, message: BatchMessage) -> Result<(), StoreError> {
    let batches = cloud.documents(message.tenant);
    if batches.find(message.batch_id).await?.is_some_and(|batch| batch.indexed_at.is_some()) {
        return Ok(());
    }
    let segment = Segment::build(&batches.contents(message.batch_id).await?);
    let writing = WritingId::new(cloud.ids().next());
    cloud.knowledge(message.tenant).add(message.batch_id, &segment, writing, cloud.clock().now()).await
}
