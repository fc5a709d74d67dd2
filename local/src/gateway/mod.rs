//! API Gateway's part, locally: finds the function, asks the authorizer, and converts requests and responses as HTTP APIs
//! do (payload format 2.0), so that a function sees here what it sees deployed.

mod cors;
mod event;
mod reply;

use std::{collections::BTreeMap, net::Ipv4Addr};

use axum::response::IntoResponse;
use bytes::Bytes;
use genesis_aws::Cloud;
use genesis_core::{Clock, Ids, Kind, Route, Trigger};
use genesis_http::{ClientAddress, Function, Problem, RequestId, protect};
use genesis_lambda::Invocable;
use http::{HeaderValue, Request, Response, header};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

pub use self::cors::{InvalidOrigin, Origin};
use self::{cors::Cors, event::Conversion};

/// What API Gateway takes at most: 10 MB.
pub(crate) const BODY_LIMIT: usize = 10_000_000;

/// What API Gateway takes at most of request line and headers together, in bytes.
const HEAD_LIMIT: usize = 10_240;

pub(crate) struct Gateway {
    paths: matchit::Router<BTreeMap<&'static str, Endpoint>>,
    authorizer: Option<Invocable>,
    functions: BTreeMap<&'static str, Invocable>,
    cors: Cors,
    clock: Clock,
    ids: Ids,
}

#[derive(Clone)]
struct Endpoint {
    route: Route,
    invocable: Invocable,
}

impl Gateway {
    pub fn new(functions: Vec<(Function<Cloud>, Invocable)>, origins: Vec<Origin>, clock: Clock, ids: Ids) -> Self {
        let mut by_path: BTreeMap<&str, BTreeMap<&'static str, Endpoint>> = BTreeMap::new();
        let mut authorizer = None;
        for (function, invocable) in &functions {
            match function.declaration.trigger {
                Trigger::Http(route) => {
                    let endpoint = Endpoint { route, invocable: invocable.clone() };
                    by_path.entry(route.path).or_default().insert(route.method.as_str(), endpoint);
                }
                Trigger::Authorizer => authorizer = Some(invocable.clone()),
                Trigger::Queue { .. } | Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } => {}
            }
        }
        let mut paths = matchit::Router::new();
        for (path, methods) in by_path {
            paths.insert(pattern(path), methods).expect("declared paths do not overlap: a test mounts them all");
        }
        let functions = functions.into_iter().map(|(function, invocable)| (function.declaration.name, invocable)).collect();
        Self { paths, authorizer, functions, cors: Cors::new(origins), clock, ids }
    }

    pub fn invocable(&self, function: &str) -> Option<&Invocable> {
        self.functions.get(function)
    }

    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let id = RequestId::of(request.headers(), &self.ids.next().to_string());
        let of_cors = self.cors.headers(request.headers());
        let mut response = match self.cors.preflight(&request) {
            Some(response) => response,
            None => self.route(request, id.as_str()).await,
        };
        let headers = response.headers_mut();
        headers.extend(of_cors);
        if !headers.contains_key(RequestId::HEADER) {
            headers.extend(id.value().map(|value| (RequestId::HEADER, value)));
        }
        protect(headers);
        response
    }

    async fn route(&self, request: Request<Bytes>, request_id: &str) -> Response<Bytes> {
        if request.body().len() > BODY_LIMIT {
            return reply::problem(Problem::new(Kind::TooLarge, "body_too_large", "the gateway takes at most 10 MB")).await;
        }
        if let Some(problem) = unreadable_head(&request) {
            return reply::problem(problem).await;
        }
        let Some(path) = decoded(request.uri().path()) else { return reply::problem(Problem::not_found()).await };
        let Ok(found) = self.paths.at(&path) else { return reply::problem(Problem::not_found()).await };
        let Some(endpoint) = found.value.get(request.method().as_str()) else { return reply::not_allowed(found.value.keys()).await };
        let parameters = found.params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let (request_id, now) = (request_id.to_owned(), self.clock.now());
        let address = request.extensions().get::<ClientAddress>().map_or(Ipv4Addr::LOCALHOST.into(), |address| address.0);
        let conversion = Conversion { route: endpoint.route, path: &path, parameters, request_id, address, now };
        let event = conversion.event(&request);
        let event = if endpoint.route.guard.is_public() { Ok(event) } else { self.authorized(event).await };
        let event = match event {
            Ok(event) => event,
            Err(problem) => return reply::problem(problem).await,
        };
        let invocable = endpoint.invocable.clone();
        // A task of its own, so that a panic ends one invocation as it does on Lambda.
        match tokio::spawn(async move { invocable.invoke(event).await }).await {
            Ok(Ok(response)) => reply::response(response).await,
            Ok(Err(_)) | Err(_) => reply::problem(Problem::new(Kind::Internal, "function_failed", "the service failed to answer")).await,
        }
    }

    /// The event with what the authorizer says of its caller.
    async fn authorized(&self, mut event: Value) -> Result<Value, Problem> {
        let unavailable = || Problem::new(Kind::Unavailable, "authorizer_unavailable", "the service cannot answer right now; try again");
        let authorizer = self.authorizer.as_ref().ok_or_else(unavailable)?;
        let verdict = authorizer.invoke(event::for_authorizer(&event)).await.map_err(|_| unavailable())?;
        event["requestContext"]["authorizer"] = json!({ "lambda": verdict["context"] });
        Ok(event)
    }
}

impl Gateway {
    /// The problem a request that cannot be read to its end gets.
    pub async fn unreadable() -> Response<Bytes> {
        reply::problem(Problem::new(Kind::Malformed, "body_unread", "the body could not be read")).await
    }

    pub async fn too_slow() -> Response<Bytes> {
        reply::problem(Problem::timed_out()).await
    }

    /// What a request gets that waits for longer than the platform runs.
    pub async fn stopping() -> Response<Bytes> {
        reply::problem(Problem::new(Kind::Unavailable, "stopping", "the service is about to stop; ask again when it runs")).await
    }

    pub async fn too_large() -> Response<Bytes> {
        reply::problem(Problem::new(Kind::TooLarge, "body_too_large", "the gateway takes at most 10 MB")).await
    }
}

/// A path as HTTP APIs look at it: decoded first, cut off at a `?` that comes to light by it, and then taken apart.
fn decoded(path: &str) -> Option<String> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    path.split('?').next().map(ToOwned::to_owned)
}

/// A declared path in the words of the router: `{name+}` takes the rest of the path.
fn pattern(path: &str) -> String {
    match path.rsplit_once('{') {
        Some((before, rest)) if rest.ends_with("+}") => format!("{before}{{*{}}}", rest.trim_end_matches("+}")),
        _ => path.to_owned(),
    }
}

fn unreadable_head(request: &Request<Bytes>) -> Option<Problem> {
    let address = request.uri().to_string().len();
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if address > HEAD_LIMIT {
        return Some(Problem::address_too_long());
    }
    if address + headers > HEAD_LIMIT {
        return Some(Problem::head_too_large());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_host = |host: &HeaderValue| host.to_str().is_ok_and(|host| Url::parse(&format!("http://{host}/")).is_ok());
    let is_clear = hosts.next().is_none_or(is_host) && hosts.next().is_none();
    (!is_clear).then(|| Problem::new(Kind::Malformed, "invalid_host", "there must be one host, with or without a port").at("host"))
}

/// So that [`Problem`]s leave the gateway as they leave a function.
fn into_response(problem: Problem) -> axum::response::Response {
    problem.into_response()
}
