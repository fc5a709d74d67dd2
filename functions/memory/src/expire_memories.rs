use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Resource, TenantId, Trigger};
use genesis_http::Function;
use serde::Deserialize;

const DECLARATION: Declaration = Declaration {
    name: "expire-memories",
    summary: "Deletes what is kept under keys and has expired, and gives its tenants their storage back.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[
        Grant { resource: Resource::PlatformTable("memory"), access: &[Access::List] },
        Grant { resource: Resource::Table("memory"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Write] },
    ],
    memory_mib: 256,
    timeout_seconds: 300,
};

/// So many times a hundred memories are deleted for one tenant; the next round goes on.
const ROUNDS: usize = 20;

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, expire_memories)
}

async fn expire_memories(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    for tenant in cloud.tenants_with_expired_memories().await? {
        if let Err(error) = expire(&cloud, tenant).await {
            tracing::warn!(%tenant, code = error.code(), %error, "expired memories could not be deleted; the next round will");
        }
    }
    Ok(())
}

async fn expire(cloud: &Cloud, tenant: TenantId) -> Result<(), StoreError> {
    for _ in 0..ROUNDS {
        if !cloud.memories(tenant).delete_expired(cloud.clock().now()).await?.more {
            break;
        }
    }
    Ok(())
}
