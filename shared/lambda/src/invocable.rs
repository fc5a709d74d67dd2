use std::sync::Arc;

use genesis_aws::Cloud;
use genesis_core::{Fault, Trigger};
use genesis_http::{Event, Function, Handler};
use lambda_runtime::Diagnostic;
use serde_json::Value;

use crate::{door::Door, probe, queue};

/// A function with its cloud: takes an event's JSON as Lambda delivers it, gives JSON as Lambda returns it.
#[derive(Clone)]
pub struct Invocable {
    name: &'static str,
    entrance: Arc<Entrance>,
}

enum Entrance {
    Http(Box<Door>),
    Queue(Cloud, Event<Cloud>),
    Direct(Cloud, Event<Cloud>),
}

/// An invocation that failed: the error name that state machines match on, and its cause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {cause}")]
pub struct Failed {
    pub name: String,
    pub cause: String,
}

impl Invocable {
    pub fn new(function: Function<Cloud>, cloud: Cloud) -> Self {
        let name = function.declaration.name;
        let entrance = match (function.handler, function.declaration.trigger) {
            (Handler::Http(endpoint), _) => Entrance::Http(Box::new(Door::new(function.declaration, endpoint, cloud))),
            (Handler::Event(event), Trigger::Queue { .. }) => Entrance::Queue(cloud, event),
            (
                Handler::Event(event),
                Trigger::Http(_) | Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } | Trigger::Authorizer,
            ) => Entrance::Direct(cloud, event),
        };
        Self { name, entrance: Arc::new(entrance) }
    }

    pub async fn invoke(&self, event: Value) -> Result<Value, Failed> {
        if let Some(answer) = probe::answer(self.name, &event) {
            return Ok(answer);
        }
        match &*self.entrance {
            Entrance::Http(door) => door.answer(event).await,
            Entrance::Queue(cloud, handle) => queue::handle_batch(cloud, handle, event).await,
            Entrance::Direct(cloud, handle) => handle(cloud.clone(), event).await.map_err(|fault| Failed::of(fault.as_ref())),
        }
    }
}

impl Failed {
    pub(crate) fn of(fault: &dyn Fault) -> Self {
        Self { name: fault.kind().error_name().to_owned(), cause: format!("{}: {fault}", fault.code()) }
    }

    pub(crate) fn unreadable(error: &serde_json::Error) -> Self {
        Self { name: "Malformed".to_owned(), cause: error.to_string() }
    }
}

impl From<Failed> for Diagnostic {
    fn from(failed: Failed) -> Self {
        Diagnostic { error_type: failed.name, error_message: failed.cause }
    }
}
