use genesis_core::{Access, Declaration, Grant, Queue, Resource};
use genesis_embedded_cloud::{Api, Permission};

use super::provision::{BUCKETS, TABLES, WORKFLOW, queue_name, secret_name};

/// What a function declared, in the words of the AWS APIs.
pub(super) fn of(declaration: &Declaration) -> Vec<Permission> {
    declaration.grants.iter().flat_map(permissions).collect()
}

/// An operator's rights.
pub(super) fn everything() -> Vec<Permission> {
    let all: &[Access] = &[Access::Read, Access::Write, Access::List];
    let reads_and_writes: &[Access] = &[Access::Read, Access::Write];
    let tables = TABLES.map(|name| Grant { resource: Resource::Table(name), access: all });
    let buckets = BUCKETS.map(|name| Grant { resource: Resource::Bucket(name), access: reads_and_writes });
    let queues = Queue::ALL.map(|queue| Grant { resource: Resource::Queue(queue), access: &[Access::Send, Access::Read] });
    let others = [
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("model-keys"), access: &[Access::Read] },
        Grant { resource: Resource::Workflow, access: &[Access::Start, Access::Answer, Access::Read] },
    ];
    tables.iter().chain(&buckets).chain(&queues).chain(&others).flat_map(permissions).collect()
}

/// The index of a table is a resource of its own.
fn permissions(grant: &Grant) -> Vec<Permission> {
    let (listings, others): (Vec<Access>, Vec<Access>) = grant.access.iter().partition(|access| **access == Access::List);
    let mut permissions = vec![permission(grant.resource, &others)];
    if let (Resource::Table(domain), false) = (grant.resource, listings.is_empty()) {
        permissions.push(Permission { service: Api::DynamoDb, resource: format!("{domain}/index/listed"), actions: vec!["Query"] });
    }
    permissions
}

fn permission(resource: Resource, accesses: &[Access]) -> Permission {
    let (service, name) = match resource {
        Resource::Table(domain) => (Api::DynamoDb, domain.to_owned()),
        Resource::Bucket(purpose) => (Api::S3, purpose.to_owned()),
        Resource::Queue(queue) => (Api::Sqs, queue_name(queue)),
        Resource::Secret(name) => (Api::SecretsManager, secret_name(name)),
        Resource::Workflow => (Api::StepFunctions, WORKFLOW.to_owned()),
    };
    let actions = accesses.iter().flat_map(|access| actions(resource, *access)).copied().collect();
    Permission { service, resource: name, actions }
}

fn actions(resource: Resource, access: Access) -> &'static [&'static str] {
    match (resource, access) {
        (Resource::Table(_), Access::Read) => &["GetItem", "BatchGetItem", "Query", "TransactGetItems"],
        (Resource::Table(_), Access::Write) => &["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"],
        (Resource::Bucket(_), Access::Read) => &["GetObject", "HeadObject", "ListObjectsV2"],
        (Resource::Bucket(_), Access::Write) => &["PutObject", "DeleteObject"],
        (Resource::Queue(_), Access::Send) => &["SendMessage", "SendMessageBatch"],
        (Resource::Queue(_), Access::Read) => &["ReceiveMessage", "GetQueueAttributes"],
        (Resource::Secret(_), Access::Read) => &["GetSecretValue"],
        (Resource::Workflow, Access::Start) => &["StartExecution"],
        (Resource::Workflow, Access::Stop) => &["StopExecution"],
        (Resource::Workflow, Access::Answer) => &["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"],
        (Resource::Workflow, Access::Read) => &["DescribeExecution"],
        _ => &[],
    }
}
