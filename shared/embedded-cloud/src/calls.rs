//! Counts the calls that arrive: what a run or a request costs in AWS's terms.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::Method;

use crate::target::{JsonApi, Target};

/// Who called what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The name of the principal: a function's.
    pub caller: String,
    pub service: &'static str,
    /// As the API names it; of S3 the HTTP method.
    pub operation: String,
}

/// Bounded by the product of principals' names and operations.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<Call, u64>>);

impl Calls {
    pub fn count(&self, caller: &str, target: &Target, method: &Method) {
        let (service, operation) = match target {
            Target::S3 => ("S3", method.as_str()),
            Target::Json { service, operation } => (name(*service), operation.as_str()),
            Target::Unknown => return,
        };
        let call = Call { caller: caller.to_owned(), service, operation: operation.to_owned() };
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
