use genesis_audit::{Draft, Head, Seal, chained};
use genesis_aws::{AuditChain, Cloud, SealMessage, StoreError};
use genesis_core::{Access, Declaration, Grant, Queue, Resource, Trigger};
use genesis_http::Function;

const DECLARATION: Declaration = Declaration {
    name: "seal-audit-records",
    summary: "Puts a tenant's new audit records behind its chain and signs them.",
    trigger: Trigger::Queue { queue: Queue::AuditSeals, batch_size: 1, max_concurrency: 8 },
    grants: &[
        Grant { resource: Resource::Table("security"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::PlatformTable("security"), access: &[Access::List] },
        Grant { resource: Resource::Bucket("audit"), access: &[Access::Write] },
        Grant { resource: Resource::Secret("audit-signing-key"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 60,
};

/// Of what a transaction may hold, 100 writes, one is the chain's head.
const AT_ONCE: u32 = 90;
/// What is more waits for the next announcement.
const MOST_AT_ONCE: u32 = 50;

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, seal_audit_records)
}

/// Whatever breaks off, whoever comes next goes on with it: a stretch is chained and its seal drafted in one transaction, then the seal is
/// signed. Of two who seal one tenant at once, one finds that the head has moved and leaves the rest to the other.
async fn seal_audit_records(cloud: Cloud, message: SealMessage) -> Result<(), StoreError> {
    let chain = cloud.audit_chain(message.tenant);
    let known = chain.known().await?;
    if let Some(draft) = known.as_ref().and_then(|known| known.unsigned.clone()) {
        sign(&cloud, &chain, draft).await?;
    }
    let mut head = known.map_or(Head::of_none(message.tenant), |known| known.head);
    let mut after: Option<String> = None;
    for _ in 0..MOST_AT_ONCE {
        let records = cloud.unsealed(message.tenant, after.as_deref(), AT_ONCE).await?;
        let Some(next) = chained(message.tenant, head, &records, cloud.clock().now()) else { break };
        match chain.extend(head, &next).await {
            Err(StoreError::Conflict) => break,
            extended => extended?,
        }
        after = records.last().map(|record| record.place.clone());
        head = next.head;
        sign(&cloud, &chain, next.draft).await?;
    }
    Ok(())
}

async fn sign(cloud: &Cloud, chain: &AuditChain, draft: Draft) -> Result<(), StoreError> {
    chain.keep_seal(&Seal::of(draft, cloud.seal_key().await?)).await
}
