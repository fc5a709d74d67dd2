use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Queue, Resource, Trigger};
use genesis_http::Function;
use serde::Deserialize;

const DECLARATION: Declaration = Declaration {
    name: "announce-batches",
    summary: "Tells the indexer again of accepted documents that are not searchable yet.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[
        Grant { resource: Resource::PlatformTable("memory"), access: &[Access::List] },
        Grant { resource: Resource::Queue(Queue::DocumentBatches), access: &[Access::Send] },
    ],
    memory_mib: 256,
    timeout_seconds: 60,
};

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, announce_batches)
}

async fn announce_batches(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    for waiting in cloud.waiting_batches().await? {
        if let Err(error) = cloud.documents(waiting.tenant).announce(waiting.batch_id).await {
            tracing::warn!(batch = %waiting.batch_id, code = error.code(), %error, "a batch could not be announced; the next round will");
        }
    }
    Ok(())
}
