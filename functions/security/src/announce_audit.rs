use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Queue, Resource, Trigger};
use genesis_http::Function;
use serde::Deserialize;

const DECLARATION: Declaration = Declaration {
    name: "announce-audit",
    summary: "Tells the sealer of every tenant with audit records that are not sealed yet.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[
        Grant { resource: Resource::PlatformTable("security"), access: &[Access::List] },
        Grant { resource: Resource::Queue(Queue::AuditSeals), access: &[Access::Send] },
    ],
    memory_mib: 256,
    timeout_seconds: 60,
};

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, announce_audit)
}

async fn announce_audit(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    for tenant in cloud.tenants_to_seal().await? {
        if let Err(error) = cloud.announce_unsealed(tenant).await {
            tracing::warn!(%tenant, code = error.code(), %error, "unsealed records could not be announced; the next round will");
        }
    }
    Ok(())
}
