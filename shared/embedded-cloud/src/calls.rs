//! Counts the calls that arrive: what a run or a request costs in AWS's terms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::authorise::{Resource, Touch};
use crate::principal::Principal;
use crate::target::JsonApi;

/// Who called what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The name of the principal: a function's.
    pub caller: String,
    /// Whether with a tenant's credentials.
    pub for_tenant: bool,
    pub service: &'static str,
    /// As the API names it; of S3 the HTTP method.
    pub operation: String,
    /// What it named: a table, `table/index/NAME`, a bucket, a queue, a secret or a workflow. Several are joined by `+`; empty for none.
    pub resource: String,
}

/// Bounded by the product of principals' names, operations and resources.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<Call, u64>>);

impl Calls {
    pub fn of_json(&self, caller: &Principal, service: JsonApi, operation: &str, touches: &[Touch<'_>]) {
        let named = touches.iter().filter_map(|touch| match &touch.resource {
            Resource::Named(name) => Some((*name).to_owned()),
            Resource::Index { table, name } => Some(format!("{table}/index/{name}")),
            Resource::AnyGranted => None,
        });
        let named: BTreeSet<String> = named.collect();
        self.count(caller, name(service), operation, named.into_iter().collect::<Vec<_>>().join("+"));
    }

    /// In the style of paths: the first part is the bucket.
    pub fn of_s3(&self, caller: &Principal, method: &str, path: &str) {
        self.count(caller, "S3", method, path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned());
    }

    fn count(&self, caller: &Principal, service: &'static str, operation: &str, resource: String) {
        let (caller, for_tenant) = (caller.name.clone(), caller.tenant.is_some());
        let call = Call { caller, for_tenant, service, operation: operation.to_owned(), resource };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(call).or_default() += 1;
    }

    pub fn so_far(&self) -> BTreeMap<Call, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn name(service: JsonApi) -> &'static str {
    match service {
        JsonApi::DynamoDb => "DynamoDB",
        JsonApi::Sqs => "SQS",
        JsonApi::SecretsManager => "Secrets Manager",
        JsonApi::StepFunctions => "Step Functions",
        JsonApi::Kms => "KMS",
    }
}
