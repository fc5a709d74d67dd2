use std::collections::BTreeSet;

use genesis_core::{Access, Declaration, Grant, Resource, Route, Trigger};

use super::{BUCKETS, QUEUES, SECRETS, TABLES};

/// An operation of an AWS API, and the IAM actions that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    pub name: &'static str,
    pub actions: &'static [&'static str],
}

/// Whose credentials hold a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// The function's own, which open what has no keys, and the keys that begin with `platform`.
    Platform,
    /// Those vended to the function for one tenant, which open the keys that begin with it.
    Tenant,
}

/// What a grant comes to: operations on one resource under one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    pub resource: Resource,
    /// The table's index, where the right is to that alone.
    pub index: Option<&'static str>,
    pub access: Vec<Access>,
    pub principal: Principal,
}

impl Right {
    pub fn operations(&self) -> impl Iterator<Item = Operation> {
        self.access.iter().flat_map(|access| operations(self.resource, *access)).copied()
    }

    /// The IAM actions of all of them.
    pub fn actions(&self) -> BTreeSet<&'static str> {
        self.operations().flat_map(|operation| operation.actions).copied().collect()
    }
}

/// What a function may do: what it declared, and what its trigger takes.
pub fn rights(declaration: &Declaration) -> Vec<Right> {
    let with_the_trigger = match declaration.trigger {
        Trigger::Queue { queue, .. } => vec![Grant { resource: Resource::Queue(queue), access: &[Access::Consume] }],
        Trigger::Http(route) => gates(&route),
        Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } | Trigger::Authorizer => Vec::new(),
    };
    let is_declared_alone = |grant: &&Grant| !with_the_trigger.iter().any(|other| other.resource == grant.resource);
    let declared = declaration.grants.iter().filter(is_declared_alone);
    declared.chain(&with_the_trigger).chain(recorded(declaration)).flat_map(rights_of).collect()
}

/// Whoever answers a tenant's callers counts them, and all that is open to the world counts by addresses.
fn gates(route: &Route) -> Vec<Grant> {
    let of_all = Grant { resource: Resource::PlatformTable("access"), access: READ_AND_WRITE };
    match (route.guard.is_public(), route.is_unmetered()) {
        (true, true) => Vec::new(),
        (true, false) => vec![of_all],
        (false, _) => vec![Grant { resource: Resource::Table("access"), access: READ_AND_WRITE }, of_all],
    }
}

/// What a tenant's caller asks for is written down, whichever function is asked.
fn recorded(declaration: &Declaration) -> Option<&'static Grant> {
    const APPENDING: Grant = Grant { resource: Resource::Table("security"), access: &[Access::Append] };
    match declaration.trigger {
        Trigger::Http(route) if route.guard.is_public() => None,
        Trigger::Http(_) => Some(&APPENDING),
        Trigger::Queue { .. } | Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } | Trigger::Authorizer => None,
    }
}

/// What anybody may do anywhere.
pub fn everything() -> Vec<Right> {
    let tables = TABLES.into_iter().flat_map(|table| {
        let own: &[Access] = if table.index.is_some() { &[Access::Read, Access::Write, Access::List] } else { READ_AND_WRITE };
        let directory =
            DIRECTORIES.contains(&table.name).then_some(Grant { resource: Resource::Directory(table.name), access: READ_AND_WRITE });
        let both = [
            Grant { resource: Resource::Table(table.name), access: READ_AND_WRITE },
            Grant { resource: Resource::PlatformTable(table.name), access: own },
        ];
        both.into_iter().chain(directory)
    });
    let buckets = BUCKETS.map(|bucket| Grant { resource: Resource::Bucket(bucket.name), access: READ_AND_WRITE });
    let queues = QUEUES.map(|queue| Grant { resource: Resource::Queue(queue.queue), access: &[Access::Send, Access::Consume] });
    let secrets = SECRETS.map(|secret| Grant { resource: Resource::Secret(secret.name), access: &[Access::Read] });
    let workflow = Grant { resource: Resource::Workflow, access: &[Access::Start, Access::Stop, Access::Answer, Access::Read] };
    let grants = tables.chain(buckets).chain(queues).chain(secrets).chain([workflow]);
    grants.flat_map(|grant| rights_of(&grant)).collect()
}

/// The tables of which a tenant's credentials may open the platform's part.
const DIRECTORIES: [&str; 1] = ["tenants"];

const READ_AND_WRITE: &[Access] = &[Access::Read, Access::Write];

/// The index of a table is a resource of its own.
fn rights_of(grant: &Grant) -> Vec<Right> {
    let principal = match grant.resource {
        Resource::Table(_) | Resource::Directory(_) | Resource::Bucket(_) => Principal::Tenant,
        Resource::PlatformTable(_) | Resource::Queue(_) | Resource::Secret(_) | Resource::Workflow => Principal::Platform,
    };
    let (listings, others): (Vec<Access>, Vec<Access>) = grant.access.iter().partition(|access| **access == Access::List);
    let rights = [
        Right { resource: grant.resource, index: None, access: others, principal },
        Right { resource: grant.resource, index: Some("listed"), access: listings, principal },
    ];
    rights.into_iter().filter(|right| !right.access.is_empty()).collect()
}

/// What an access comes to; nothing where the resource has no such access. What no code of ours calls is not here.
fn operations(resource: Resource, access: Access) -> &'static [Operation] {
    match (resource, access) {
        (Resource::Table(_) | Resource::PlatformTable(_) | Resource::Directory(_), Access::Read) => &[
            Operation { name: "GetItem", actions: &["dynamodb:GetItem"] },
            Operation { name: "BatchGetItem", actions: &["dynamodb:BatchGetItem"] },
            Operation { name: "Query", actions: &["dynamodb:Query"] },
        ],
        (Resource::Table(_) | Resource::PlatformTable(_) | Resource::Directory(_), Access::Write) => &[
            Operation { name: "PutItem", actions: &["dynamodb:PutItem"] },
            Operation { name: "UpdateItem", actions: &["dynamodb:UpdateItem"] },
            Operation { name: "DeleteItem", actions: &["dynamodb:DeleteItem"] },
            // A transaction has no action of its own: it takes those of its parts.
            Operation {
                name: "TransactWriteItems",
                actions: &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"],
            },
        ],
        (Resource::Table(_), Access::Append) => &[
            Operation { name: "PutItem", actions: &["dynamodb:PutItem"] },
            Operation { name: "TransactWriteItems", actions: &["dynamodb:PutItem"] },
        ],
        (Resource::PlatformTable(_), Access::List) => &[Operation { name: "Query", actions: &["dynamodb:Query"] }],
        (Resource::Bucket(_), Access::Read) => &[
            Operation { name: "GetObject", actions: &["s3:GetObject"] },
            // Whoever may not list is told of an object that is not there that it is forbidden.
            Operation { name: "ListObjectsV2", actions: &["s3:ListBucket"] },
        ],
        (Resource::Bucket(_), Access::Write) => &[
            Operation { name: "PutObject", actions: &["s3:PutObject"] },
            Operation { name: "DeleteObject", actions: &["s3:DeleteObject"] },
        ],
        (Resource::Queue(_), Access::Send) => &[Operation { name: "SendMessage", actions: &["sqs:SendMessage"] }],
        (Resource::Queue(_), Access::Consume) => &[
            Operation { name: "ReceiveMessage", actions: &["sqs:ReceiveMessage"] },
            Operation { name: "DeleteMessage", actions: &["sqs:DeleteMessage"] },
            Operation { name: "ChangeMessageVisibility", actions: &["sqs:ChangeMessageVisibility"] },
            Operation { name: "GetQueueAttributes", actions: &["sqs:GetQueueAttributes"] },
        ],
        (Resource::Secret(_), Access::Read) => &[Operation { name: "GetSecretValue", actions: &["secretsmanager:GetSecretValue"] }],
        (Resource::Workflow, Access::Start) => &[Operation { name: "StartExecution", actions: &["states:StartExecution"] }],
        (Resource::Workflow, Access::Stop) => &[Operation { name: "StopExecution", actions: &["states:StopExecution"] }],
        (Resource::Workflow, Access::Answer) => &[
            Operation { name: "SendTaskSuccess", actions: &["states:SendTaskSuccess"] },
            Operation { name: "SendTaskFailure", actions: &["states:SendTaskFailure"] },
        ],
        (Resource::Workflow, Access::Read) => &[Operation { name: "DescribeExecution", actions: &["states:DescribeExecution"] }],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no code of ours may ask for: an action that is not of the resource's own service, or one that is for a whole service.
    #[test]
    fn every_operation_has_actions_of_its_service_and_every_action_an_operation() {
        for right in everything() {
            let service = match right.resource {
                Resource::Table(_) | Resource::PlatformTable(_) | Resource::Directory(_) => "dynamodb:",
                Resource::Bucket(_) => "s3:",
                Resource::Queue(_) => "sqs:",
                Resource::Secret(_) => "secretsmanager:",
                Resource::Workflow => "states:",
            };
            assert!(right.operations().count() > 0, "{right:?} comes to nothing");
            for operation in right.operations() {
                assert!(!operation.actions.is_empty(), "{operation:?} is allowed here and refused on AWS");
                let odd = operation.actions.iter().find(|action| !action.starts_with(service) || action.contains('*'));
                assert_eq!(odd, None, "{operation:?}");
            }
        }
    }

    /// IAM knows most operations by their own names. The others are these.
    #[test]
    fn an_action_is_its_operations_name_but_for_those_that_iam_names_otherwise() {
        let others = ["TransactWriteItems", "ListObjectsV2"];
        for operation in everything().iter().flat_map(Right::operations).filter(|operation| !others.contains(&operation.name)) {
            let actions: Vec<_> = operation.actions.iter().filter_map(|action| action.split(':').nth(1)).collect();
            assert_eq!(actions, [operation.name]);
        }
    }

    #[test]
    fn whoever_writes_in_transactions_may_do_what_their_parts_do() {
        let writer = Right { resource: Resource::Table("runs"), index: None, access: vec![Access::Write], principal: Principal::Tenant };
        let actions = ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"].map(|name| format!("dynamodb:{name}"));
        assert_eq!(writer.actions().into_iter().collect::<Vec<_>>(), actions);
    }
}
