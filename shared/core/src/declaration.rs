use serde::Serialize;

use crate::Guard;

/// What a Lambda function says of itself, once, beside its handler. The manifest, the OpenAPI document, the local
/// gateway and the deployed stack are all derived from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Declaration {
    /// Verb-noun; also the binary's, the module's and the sample event's name.
    pub name: &'static str,
    pub summary: &'static str,
    pub trigger: Trigger,
    pub grants: &'static [Grant],
    pub memory_mib: u32,
    pub timeout_seconds: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Trigger {
    Http(Route),
    /// Fed from a queue in batches, with partial batch failures.
    Queue {
        queue: Queue,
        batch_size: u32,
        max_concurrency: u32,
    },
    /// A task of the run workflow, invoked with its state's parameters.
    Task,
    /// Told of each execution of the run workflow that failed, timed out or was stopped (EventBridge, "Step Functions
    /// Execution Status Change").
    BrokenExecution,
    /// Invoked again and again by EventBridge Scheduler, with an empty input.
    Schedule {
        every_minutes: u32,
    },
    /// Tells the gateway who calls.
    Authorizer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Route {
    pub method: Method,
    /// With `{name}` for a path parameter, and `{name+}` for one that takes the rest of the path, slashes included.
    pub path: &'static str,
    pub guard: Guard,
    /// The largest request body taken, in bytes.
    pub body_limit_bytes: u32,
    /// The status of a successful answer.
    pub success: u16,
    pub idempotency: Idempotency,
}

/// What an endpoint makes of the header `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// Ignores it: repeating the request does no harm.
    None,
    /// The endpoint creates. The same request under the same key gets the first answer for a day. Answers are stored, so
    /// they must be JSON, small and free of secrets. The handler may run again with the same ids and must take what it
    /// finds created under them as done. Needs a guard: keys belong to a tenant.
    Keyed,
}

impl Route {
    /// The path with all its parameters written as `{name}`.
    pub fn template(&self) -> String {
        self.path.replace("+}", "}")
    }

    /// Whether it may be asked as often as somebody likes: what tells how the platform is.
    pub fn is_unmetered(&self) -> bool {
        self.path.starts_with("/health/")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// One thing a function may touch, and how. Anything not granted is refused, on AWS and in the embedded cloud alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Grant {
    pub resource: Resource,
    pub access: &'static [Access],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Resource {
    /// What tenants keep in a DynamoDB table, by domain.
    Table(&'static str),
    /// What the platform itself keeps there.
    PlatformTable(&'static str),
    /// The platform's there, opened together with what one tenant keeps: what finds something of the tenant's before it is known whose
    /// that is, and changes with it in one transaction.
    Directory(&'static str),
    /// An S3 bucket, by purpose.
    Bucket(&'static str),
    Queue(Queue),
    Secret(&'static str),
    /// The run workflow.
    Workflow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Queue {
    AgentSteps,
    DocumentBatches,
    AuditSeals,
    InboundWebhooks,
}

impl Queue {
    pub const ALL: [Queue; 4] = [Queue::AgentSteps, Queue::DocumentBatches, Queue::AuditSeals, Queue::InboundWebhooks];

    pub fn as_str(self) -> &'static str {
        match self {
            Queue::AgentSteps => "agent-steps",
            Queue::DocumentBatches => "document-batches",
            Queue::AuditSeals => "audit-seals",
            Queue::InboundWebhooks => "inbound-webhooks",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Get, query, list; for a secret: its value.
    Read,
    /// Put, update, delete, transact.
    Write,
    /// Put items, in transactions too; change and remove none.
    Append,
    /// Query a table's index `listed`, which holds what the platform itself must find whosever it is.
    List,
    /// Send a message.
    Send,
    /// Take messages and delete them. Never declared: it comes with the trigger.
    Consume,
    /// Start an execution.
    Start,
    /// Stop an execution.
    Stop,
    /// Answer a task token.
    Answer,
}
