use genesis_aws::{BatchMessage, Cloud, StoreError};
use genesis_core::{Access, Declaration, Grant, Queue, Resource, Trigger};
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
    let documents = cloud.documents(message.tenant).contents(message.batch_id).await?;
    let segment = Segment::build(&documents);
    cloud.knowledge(message.tenant).add(message.batch_id, &segment, cloud.clock().now()).await
}
