//! How a workflow's tasks reach the registered functions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::{FutureExt, TryFutureExt};
use rustack_stepfunctions_core::{
    CallbackInvocationMetadata, CallbackInvocationReporter, Integration, LambdaTaskCommand, LambdaTaskPort, Payload, StateView, TaskCall,
    TaskFailure, TaskResponder,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::rewrite::SEND_MESSAGE;
use crate::faults::{Faults, invoked};
use crate::functions::{Functions, Invocation, InvokeError};
use crate::sqs::Sqs;

pub(super) struct Port {
    functions: Arc<Functions>,
    queues: Arc<Sqs>,
    faults: Faults,
    invocations: AtomicU64,
}

impl Port {
    pub fn new(functions: Arc<Functions>, queues: Arc<Sqs>, faults: Faults) -> Self {
        Self { functions, queues, faults, invocations: AtomicU64::new(0) }
    }

    fn invoke(&self, function: &str, payload: &Value) -> Option<Invocation> {
        let fault = self.faults.of_invocation(function, payload);
        if function == SEND_MESSAGE {
            let send = || Some(send_message(Arc::clone(&self.queues), payload.clone()).boxed());
            return Some(invoked(fault, send)?.map_err(named_as_the_queues).boxed());
        }
        invoked(fault, || self.functions.invoke(function, payload.clone()))
    }

    /// The engine wants a version 4 id for each invocation; a counter keeps it reproducible.
    fn next_invocation(&self) -> uuid::Uuid {
        let count = u128::from(self.invocations.fetch_add(1, Ordering::Relaxed));
        uuid::Builder::from_random_bytes(count.to_be_bytes()).into_uuid()
    }
}

impl LambdaTaskPort for Port {
    fn start(&self, mut command: LambdaTaskCommand) -> Result<TaskCall, TaskFailure> {
        let (function, payload, answer) = plan(&command)?;
        let invocation = self.invoke(&function, &payload).ok_or_else(|| failure(&no_such_function(&function)))?;
        let reporter = command.take_callback_reporter().map_err(|_| TaskFailure::service_exception())?;
        let metadata = CallbackInvocationMetadata::new(self.next_invocation(), "$LATEST").map_err(|_| TaskFailure::service_exception())?;
        let (call, responder) = TaskCall::channel();
        tokio::spawn(run(invocation, answer, reporter, metadata, responder));
        Ok(call)
    }
}

impl std::fmt::Debug for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Port").field("functions", &self.functions).finish_non_exhaustive()
    }
}

/// What the state receives: the optimized integration wraps a function's answer, the direct one does not.
#[derive(Clone, Copy)]
enum Answer {
    Bare,
    Wrapped,
}

fn plan(command: &LambdaTaskCommand) -> Result<(String, Value, Answer), TaskFailure> {
    let parameters = command.dispatch().parameters().value();
    let Ok(StateView::Task { resource, .. }) = command.machine().state(command.dispatch().state()) else {
        return Err(TaskFailure::service_exception());
    };
    match resource {
        Integration::LambdaInvoke | Integration::LambdaCallback(_) => {
            let function = parameters["FunctionName"].as_str().unwrap_or_default();
            let payload = parameters.get("Payload").cloned().unwrap_or_else(|| json!({}));
            Ok((function_name(function).to_owned(), payload, Answer::Wrapped))
        }
        Integration::DirectLambda(arn) => Ok((function_name(arn.as_str()).to_owned(), parameters.clone(), Answer::Bare)),
        _ => Err(TaskFailure::service_exception()),
    }
}

/// A function is named plainly or by `arn:aws:lambda:region:account:function:NAME`, perhaps with a version.
fn function_name(function: &str) -> &str {
    if function.starts_with("arn:") { function.split(':').nth(6).unwrap_or_default() } else { function }
}

async fn run(
    invocation: Invocation,
    answer: Answer,
    reporter: Option<CallbackInvocationReporter>,
    metadata: CallbackInvocationMetadata,
    mut responder: TaskResponder,
) {
    if responder.started().is_err() {
        return;
    }
    let result = invocation.await.map_err(|error| failure(&error));
    if let Some(mut reporter) = reporter
        && let Err(error) = reporter.complete_at(result.as_ref().map(|_| metadata).map_err(Clone::clone), Instant::now())
    {
        tracing::debug!(%error, "a task ended before its invocation");
    }
    responder.finish(result.and_then(|output| answered(output, answer)));
}

fn answered(output: Value, answer: Answer) -> Result<Payload, TaskFailure> {
    let output = match answer {
        Answer::Bare => output,
        Answer::Wrapped => json!({ "ExecutedVersion": "$LATEST", "Payload": output, "StatusCode": 200 }),
    };
    Payload::from_value(&output)
        .map_err(|error| failure(&InvokeError { name: "States.DataLimitExceeded".to_owned(), cause: error.to_string() }))
}

async fn send_message(queues: Arc<Sqs>, mut request: Value) -> Result<Value, InvokeError> {
    if let Some(body) = request.get_mut("MessageBody").filter(|body| !body.is_string()) {
        *body = Value::String(body.to_string());
    }
    queues.call("SendMessage", &request).await.map_err(|refusal| InvokeError { name: refusal.name.clone(), cause: refusal.to_string() })
}

/// Step Functions has one name for whatever SQS refuses.
fn named_as_the_queues(error: InvokeError) -> InvokeError {
    InvokeError { name: "SQS.AmazonSQSException".to_owned(), ..error }
}

fn no_such_function(function: &str) -> InvokeError {
    InvokeError { name: "Lambda.ResourceNotFoundException".to_owned(), cause: format!("Function not found: {function}") }
}

/// The engine bounds a failure's name and cause; what it would refuse is shortened, as Step Functions shortens causes.
fn failure(error: &InvokeError) -> TaskFailure {
    const LONGEST_CAUSE: usize = 32_768;
    let cause = &error.cause[..error.cause.floor_char_boundary(LONGEST_CAUSE)];
    TaskFailure::new(&error.name, Some(cause))
        .or_else(|_| TaskFailure::new("Lambda.Unknown", Some(cause)))
        .unwrap_or_else(|_| TaskFailure::service_exception())
}
