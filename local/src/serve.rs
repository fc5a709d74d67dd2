//! `genesis serve`: the platform behind a socket.

use std::{io::Write, net::Ipv4Addr, sync::Arc, time::Duration};

use bytes::Bytes;
use genesis_embedded_cloud::Storage;
use http::{Request, Response};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::{sleep, timeout},
};

use crate::{
    Demo, Options, Platform, StartError,
    cli::ServeArgs,
    documents,
    gateway::Gateway,
    models::{ModelArgs, ModelsError},
    socket::{Limits, listen},
};

/// Why the platform does not serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("{}", told(.0))]
    Start(#[from] StartError),
    #[error("port {port} on 127.0.0.1 cannot be had: {source}; choose another with --port")]
    Port { port: u16, source: std::io::Error },
    #[error(transparent)]
    Models(#[from] ModelsError),
    #[error("the library could not be loaded: {0}")]
    Library(String),
}

/// How long requests under way may take once the platform is to stop. Whoever waits for more is then told to come again.
const GRACE: Duration = Duration::from_secs(1);
/// How long the answers to those may take to leave. With what [`Platform::shutdown`] takes, a stop lasts less than 5 seconds.
const FAREWELL: Duration = Duration::from_millis(500);

pub(crate) async fn serve(args: ServeArgs) -> Result<(), ServeError> {
    let port = |source| ServeError::Port { port: args.port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await.map_err(port)?;
    let storage = if args.ephemeral { Storage::Ephemeral } else { Storage::Folder(args.data_dir.clone()) };
    let models = ModelArgs { models: args.models.clone(), ..ModelArgs::default() }.configuration()?;
    let origins = args.allow_origin.clone();
    let options = Options { storage, models, origins, rate_factor: args.rate_factor, ..Options::ephemeral() };
    let platform = Arc::new(Platform::start(options).await?);
    let operator = platform.operator();
    let known = if args.ephemeral { None } else { Demo::of_folder(operator, &args.data_dir).await? };
    let demo = match known {
        Some(demo) => demo,
        None => new_demo(&platform, &args).await?,
    };
    let address = listener.local_addr().map_err(port)?;
    // Whoever reads the greeting may say at once that it is enough.
    let interrupted = interrupted();
    say(&greeting(&format!("http://{address}"), &demo.key, &args));
    let stop = watch::Sender::new(false);
    let open = Open { platform: platform.clone(), stop: stop.subscribe() };
    let answer = move |request: Request<Bytes>| open.clone().answer(request);
    let serving = tokio::spawn(listen(listener, Limits::default(), stop.subscribe(), answer));
    interrupted.await;
    stop.send_replace(true);
    // Whoever has not sent a whole request by then is left behind.
    drop(timeout(GRACE + FAREWELL, serving).await);
    platform.shutdown().await;
    Ok(())
}

/// A demo tenant with the library. Its key is kept last: a start that was cut short is made again.
async fn new_demo(platform: &Platform, args: &ServeArgs) -> Result<Demo, ServeError> {
    let demo = Demo::create(platform.operator()).await.map_err(StartError::from)?;
    platform.load(&demo, documents::library()).await.map_err(|error| ServeError::Library(error.to_string()))?;
    if !args.ephemeral {
        demo.keep(&args.data_dir)?;
    }
    Ok(demo)
}

/// What requests are answered from, until it is to stop.
#[derive(Clone)]
struct Open {
    platform: Arc<Platform>,
    stop: watch::Receiver<bool>,
}

impl Open {
    async fn answer(self, request: Request<Bytes>) -> Response<Bytes> {
        let mut stop = self.stop;
        let stopping = async {
            // Also when nobody is left to say so.
            drop(stop.wait_for(|stopped| *stopped).await);
            sleep(GRACE).await;
        };
        tokio::select! {
            response = self.platform.answer(request) => response,
            () = stopping => Gateway::stopping().await,
        }
    }
}

fn greeting(url: &str, key: &str, args: &ServeArgs) -> String {
    let kept = if args.ephemeral { "No data is kept.".to_owned() } else { format!("Data is kept in {}.", args.data_dir.display()) };
    format!(
        "GENESIS Orchestrator at {url}. {kept} Ctrl-C stops it.\n\n\
         Start a run:\n\n  \
         curl -s {url}/api/v1/orchestration/start -H 'x-api-key: {key}' \\\n    \
         -H 'content-type: application/json' \\\n    \
         -d '{{\"query\":\"What is the population of the capital city of the country where the 2024 Summer Olympics were held?\"}}'\n\n\
         Read it, with the run_id of the answer:\n\n  \
         curl -s {url}/api/v1/orchestration/status/RUN_ID -H 'x-api-key: {key}'\n"
    )
}

/// An error with everything beneath it, on one line.
fn told(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut lines: Vec<String> = chain.map(ToString::to_string).collect();
    lines.dedup();
    lines.join(": ")
}

fn say(text: &str) {
    // A closed standard output does not stop the server.
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Ctrl-C, or the signal a service manager sends, from the call on: one that comes before anybody waits for it is not lost.
pub(crate) fn interrupted() -> impl Future<Output = ()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async {
        let [Ok(mut interrupt), Ok(mut terminate)] = signals else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
