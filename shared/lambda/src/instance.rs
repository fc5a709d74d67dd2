use std::sync::Arc;

use futures::future::join;
use genesis_aws::{Cloud, Models};
use genesis_http::Function;
use genesis_models::{Chats, Configuration, Secrets};
use genesis_threats::ReputationSource;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

use crate::{Invocable, log};

/// Runs a function until Lambda ends the instance.
pub async fn run(function: Function<Cloud>) -> Result<(), Error> {
    log::start();
    let cloud = Cloud::deployed(function.declaration)?;
    serve(function, cloud, || {}).await
}

/// The same for a function that has texts pass the guard on content: the first of them does not wait for its lists and forms. No other
/// function has the guard in its package.
pub async fn run_with_guard(function: Function<Cloud>) -> Result<(), Error> {
    log::start();
    let cloud = Cloud::deployed(function.declaration)?;
    serve(function, cloud, genesis_guard::warm).await
}

/// The same for a function that asks language models, which `reach` gives it. What is kept of prompts and replies passes the guard.
pub async fn run_with_models<E: Into<Error>>(
    function: Function<Cloud>,
    reach: impl FnOnce(Arc<Configuration>, Arc<dyn Secrets>) -> Result<Arc<dyn Chats>, E>,
) -> Result<(), Error> {
    log::start();
    let cloud = Cloud::deployed(function.declaration)?;
    let models = cloud.models().clone().present();
    let chats = reach(models.configuration.clone(), Arc::new(cloud.model_keys())).map_err(Into::into)?;
    serve(function, cloud.with_models(Models { chats, ..models }), genesis_guard::warm).await
}

/// The same for a function that asks somebody outside about addresses, whom `reach` gives it.
pub async fn run_with_reputations(
    function: Function<Cloud>,
    reach: impl FnOnce(Arc<dyn Secrets>) -> Arc<dyn ReputationSource>,
) -> Result<(), Error> {
    log::start();
    let cloud = Cloud::deployed(function.declaration)?;
    let source = reach(Arc::new(cloud.reputation_keys()));
    serve(function, cloud.with_reputations(source), || {}).await
}

/// What is made ready is so while connections are being opened.
async fn serve(function: Function<Cloud>, cloud: Cloud, make_ready: impl FnOnce()) -> Result<(), Error> {
    let declaration = function.declaration;
    let invocable = async {
        make_ready();
        Invocable::new(function, cloud.clone())
    };
    let (connected, invocable) = join(cloud.connect(declaration), invocable).await;
    if let Err(error) = connected {
        tracing::debug!(%error, "a connection could not be opened before the first request");
    }
    let invocable = &invocable;
    lambda_runtime::run(service_fn(async move |event: LambdaEvent<Value>| invocable.invoke(event.payload).await)).await
}
