//! Plays the Lambda Runtime API (2018-06-01) to one process on this machine: hands it one event after another, and tells when it asked for
//! one and what it answered.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use bytes::Bytes;
use genesis_core::Clock;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{
        Mutex,
        mpsc::{self, UnboundedReceiver, UnboundedSender},
    },
    task::JoinHandle,
};

/// What a function is given for one invocation.
const TIME: Duration = Duration::from_secs(60);

/// Ends with its value.
pub struct RuntimeApi {
    address: SocketAddr,
    events: UnboundedSender<Value>,
    said: UnboundedReceiver<(Instant, Said)>,
    server: JoinHandle<()>,
}

/// What the process told the API, in the order in which it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is ready for an event.
    Next,
    Response(Bytes),
    /// An invocation failed.
    Error(Bytes),
    /// It could not start.
    InitError(Bytes),
}

struct Desk {
    said: UnboundedSender<(Instant, Said)>,
    events: Mutex<UnboundedReceiver<Value>>,
}

impl RuntimeApi {
    pub async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (events, waiting) = mpsc::unbounded_channel();
        let (telling, said) = mpsc::unbounded_channel();
        let routes = routes(Desk { said: telling, events: Mutex::new(waiting) });
        let server = tokio::spawn(async move { drop(axum::serve(listener, routes).await) });
        Ok(Self { address, events, said, server })
    }

    /// What the process finds in `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The event that the process gets when it asks for one, or at once where it has asked.
    pub fn give(&self, event: Value) {
        self.events.send(event).expect("the server holds the other end as long as this lives");
    }

    /// What the process says next, and when it did.
    pub async fn hear(&mut self) -> (Instant, Said) {
        self.said.recv().await.expect("the server holds the other end as long as this lives")
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn routes(desk: Desk) -> Router {
    let routes = Router::new()
        .route("/invocation/next", get(next))
        .route("/invocation/{id}/response", post(response))
        .route("/invocation/{id}/error", post(error))
        .route("/init/error", post(init_error));
    Router::new().nest("/2018-06-01/runtime", routes).with_state(Arc::new(desk))
}

impl Desk {
    fn hear_of(&self, id: &str, said: Said) -> StatusCode {
        if id == REQUEST { self.hear(said) } else { StatusCode::BAD_REQUEST }
    }

    fn hear(&self, said: Said) -> StatusCode {
        match self.said.send((Instant::now(), said)) {
            Ok(()) => StatusCode::ACCEPTED,
            // Nobody listens any more.
            Err(_) => StatusCode::GONE,
        }
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> impl IntoResponse {
    desk.hear(Said::Next);
    let Some(event) = desk.events.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let until = Clock::system().now().plus(TIME);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", REQUEST.to_owned()),
        ("lambda-runtime-deadline-ms", until.0.to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:measured".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-67f2a1b0-3f9a5c7e1d2b4a6c8e0f1a2b;Sampled=0".to_owned()),
    ];
    (headers, event.to_string()).into_response()
}

/// Invocations come one at a time, so that one name is enough.
pub const REQUEST: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

async fn response(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    desk.hear_of(&id, Said::Response(body))
}

async fn error(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    desk.hear_of(&id, Said::Error(body))
}

async fn init_error(State(desk): State<Arc<Desk>>, body: Bytes) -> StatusCode {
    desk.hear(Said::InitError(body))
}
