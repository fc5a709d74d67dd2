//! Serves a function on AWS Lambda: turns events into requests, messages and inputs, and outcomes into what Lambda expects.
//!
//! The same [`Invocable`] runs deployed, behind the local gateway and in tests, so that no conversion is ever skipped.

mod door;
mod idempotency;
mod invocable;
mod log;
mod queue;

use genesis_aws::Cloud;
use genesis_http::Function;
pub use invocable::{Failed, Invocable};
pub use lambda_runtime::Error;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

/// Runs a function until Lambda ends the instance.
pub async fn run(function: Function<Cloud>) -> Result<(), Error> {
    log::start();
    let cloud = Cloud::deployed(function.declaration).await?;
    let invocable = &Invocable::new(function, cloud);
    lambda_runtime::run(service_fn(async move |event: LambdaEvent<Value>| invocable.invoke(event.payload).await)).await
}
