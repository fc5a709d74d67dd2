//! HTTP/1.1 on a socket. Nothing that a client sends, or leaves unsent, holds a place for ever.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use genesis_http::ClientAddress;
use http::{HeaderMap, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::gateway::{BODY_LIMIT, Gateway};

/// What clients may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Open at once. Whoever comes then waits until another leaves.
    pub connections: usize,
    /// For a request's line and headers; also how long a connection may be idle.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For a connection as a whole, so that a client that does not read its answers leaves too.
    pub connection: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connections: 256, head: seconds(20), body: seconds(30), connection: seconds(600) }
    }
}

/// What is kept of what a client has sent ahead. A request line with its headers must fit in: more than the gateway takes,
/// so that it can say so.
const HEAD_BYTES: usize = 128 * 1024;

const HEADERS: usize = 100;

/// How much of a body that is too large is read, so that a client that sends everything before it reads gets its answer.
const READ_ON_BYTES: usize = 64 * 1024 * 1024;

/// Takes connections until `stop` changes; then those that are open get their last answer.
pub async fn listen<F, R>(listener: TcpListener, limits: Limits, mut stop: watch::Receiver<bool>, answer: F)
where
    F: Fn(Request<Bytes>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response<Bytes>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut open = JoinSet::new();
    loop {
        let (place, stream) = tokio::select! {
            taken = next(&listener, &places) => taken,
            _ = stop.changed() => break,
        };
        let (answer, stop) = (answer.clone(), stop.clone());
        match stream {
            Ok((stream, peer)) => drop(open.spawn(async move {
                let from_there = |mut request: Request<Bytes>| {
                    request.extensions_mut().insert(ClientAddress(peer.ip()));
                    answer(request)
                };
                attend(stream, limits, stop, from_there).await;
                drop(place);
            })),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                // Without files or memory left, the next one could not be taken either.
                sleep(Duration::from_secs(1)).await;
            }
        }
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Answers one connection's requests, one after the other.
pub async fn attend<F, R>(stream: impl AsyncRead + AsyncWrite + Unpin, limits: Limits, mut stop: watch::Receiver<bool>, answer: F)
where
    F: Fn(Request<Bytes>) -> R,
    R: Future<Output = Response<Bytes>>,
{
    let requests = service_fn(|request: Request<Incoming>| async { Ok::<_, Infallible>(reply(request, limits, &answer).await) });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_headers(HEADERS).max_buf_size(HEAD_BYTES).half_close(true);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), requests));
    tokio::select! {
        ended = connection.as_mut() => return left(ended),
        () = sleep(limits.connection) => {}
        _ = stop.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    if let Ok(ended) = timeout(limits.body, connection).await {
        left(ended);
    }
}

async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (OwnedSemaphorePermit, io::Result<(TcpStream, SocketAddr)>) {
    let place = places.clone().acquire_owned().await.expect("the places are never closed");
    (place, listener.accept().await)
}

fn left(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

async fn reply<F, R>(request: Request<Incoming>, limits: Limits, answer: &F) -> Response<Full<Bytes>>
where
    F: Fn(Request<Bytes>) -> R,
    R: Future<Output = Response<Bytes>>,
{
    let (parts, body) = request.into_parts();
    let response = match read(&parts.headers, body, limits.body).await {
        Ok(body) => answer(Request::from_parts(parts, body)).await,
        Err(Unread::TooLarge) => Gateway::too_large().await,
        Err(Unread::TooSlow) => Gateway::too_slow().await,
        Err(Unread::Broken) => Gateway::unreadable().await,
    };
    response.map(Full::new)
}

enum Unread {
    TooLarge,
    TooSlow,
    Broken,
}

async fn read(headers: &HeaderMap, mut body: Incoming, patience: Duration) -> Result<Bytes, Unread> {
    let is_announced = body.size_hint().lower() > BODY_LIMIT as u64;
    // Whoever asks before sending is told before sending.
    if is_announced && headers.contains_key(header::EXPECT) {
        return Err(Unread::TooLarge);
    }
    let (mut kept, mut length) = (BytesMut::new(), 0);
    let reading = async {
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
            length += chunk.len();
            if length <= BODY_LIMIT {
                kept.extend_from_slice(&chunk);
            } else if length <= READ_ON_BYTES {
                kept = BytesMut::new();
            } else {
                break;
            }
        }
        Ok(())
    };
    let read = timeout(patience, reading).await;
    match read {
        _ if length > BODY_LIMIT => Err(Unread::TooLarge),
        Ok(Ok(())) => Ok(kept.freeze()),
        Ok(Err(unread)) => Err(unread),
        Err(_) => Err(Unread::TooSlow),
    }
}
