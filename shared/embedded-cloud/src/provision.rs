//! Creating what the functions use. Each call is idempotent: a reopened folder keeps its tables, buckets, secrets and keys.

use std::time::Duration;

use crate::cloud::EmbeddedCloud;
use crate::kms::KeyRefusal;
use crate::secrets::SecretRefusal;
use crate::sqs::{Redrive, SqsRefusal};
use crate::stepfunctions::Refusal;

/// Where a queue's messages go after too many receives. The dead-letter queue must exist.
#[derive(Debug, Clone, Copy)]
pub struct DeadLetter<'a> {
    pub queue: &'a str,
    pub max_receives: u32,
}

/// Why a resource could not be created.
#[derive(Debug, thiserror::Error)]
#[error("the {kind} {name:?} could not be created")]
pub struct ProvisionError {
    kind: &'static str,
    name: String,
    #[source]
    source: Refused,
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Table(#[from] dynoxide::DynoxideError),
    #[error(transparent)]
    Bucket(#[from] std::io::Error),
    #[error(transparent)]
    Queue(#[from] SqsRefusal),
    #[error(transparent)]
    Secret(#[from] SecretRefusal),
    #[error(transparent)]
    Key(#[from] KeyRefusal),
    #[error(transparent)]
    Workflow(#[from] Refusal),
}

impl EmbeddedCloud {
    /// A table with the string keys `pk` and `sk`, billed on demand, that expires items by `ttl`.
    pub async fn create_table(&self, name: &str) -> Result<(), ProvisionError> {
        self.engines.dynamodb.create_table(name).await.map_err(refused("table", name))
    }

    pub async fn create_bucket(&self, name: &str) -> Result<(), ProvisionError> {
        self.engines.s3.create_bucket(name).map_err(refused("bucket", name))
    }

    /// Returns the queue's URL.
    pub async fn create_queue(
        &self,
        name: &str,
        visibility: Duration,
        dead_letter: Option<DeadLetter<'_>>,
    ) -> Result<String, ProvisionError> {
        let redrive = dead_letter.map(|dead| Redrive { queue: dead.queue, max_receives: dead.max_receives });
        self.engines.sqs.create_queue(name, visibility, redrive).await.map_err(refused("queue", name))
    }

    /// How many messages a queue holds: waiting, delayed and in flight.
    pub async fn messages(&self, queue: &str) -> Result<u64, ProvisionError> {
        self.engines.sqs.messages(queue).await.map_err(refused("queue", queue))
    }

    /// A secret with this value, unless it has one already.
    pub async fn create_secret(&self, name: &str, value: &str) -> Result<(), ProvisionError> {
        self.engines.secrets.create(name, value).await.map_err(refused("secret", name))
    }

    /// A symmetric key, named `alias/NAME` in requests.
    pub async fn create_key(&self, name: &str) -> Result<(), ProvisionError> {
        self.engines.kms.create_key_as(name).await.map_err(refused("key", name))
    }

    /// Loads a definition whose placeholders are already function names and queue URLs; returns the workflow's ARN.
    pub async fn create_workflow(&self, name: &str, definition_asl: &str) -> Result<String, ProvisionError> {
        let machine = self.engines.workflows.create_machine(name, definition_asl).await.map_err(refused("workflow", name))?;
        Ok(machine.arn().as_str().to_owned())
    }
}

fn refused<E: Into<Refused>>(kind: &'static str, name: &str) -> impl FnOnce(E) -> ProvisionError {
    move |source| ProvisionError { kind, name: name.to_owned(), source: source.into() }
}
