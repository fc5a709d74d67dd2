use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_core::{Clock, Fault, Kind, Timestamp};
use genesis_http::Problem;
use genesis_threats::{Assessment, Headers, Level, Seen, Shape, Watch};
use lambda_http::{RequestExt, request::RequestContext};

/// The headers that say who somebody is.
const CREDENTIALS: [&str; 3] = ["authorization", "x-api-key", "x-bootstrap-secret"];

/// What load balancers and monitors ask again and again.
const PROBES: &str = "/health/";

/// What one instance has seen of those who call. Another has seen others: what must hold whichever is asked is the gate's.
#[derive(Clone)]
pub(super) struct Lookout {
    watch: Arc<Mutex<Watch>>,
    clock: Clock,
}

/// Somebody whose request is under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    address: IpAddr,
    /// Whether they try to prove who they are.
    proves: bool,
}

#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("too much came from this address that looks like an attack; try again in {seconds} s")]
pub(super) struct Blocked {
    seconds: u64,
}

impl Lookout {
    pub fn new(clock: Clock) -> Self {
        Self { watch: Arc::default(), clock }
    }

    /// Whether a request may go on; none for one that nobody watches. Whoever has proven who they are is counted at their tenant's gate,
    /// and many of them may share an address.
    pub fn visit(&self, request: &lambda_http::Request) -> Option<Result<Visitor, Blocked>> {
        let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return None };
        let has = |name: &str| context.authorizer.as_ref().is_some_and(|authorizer| authorizer.fields.contains_key(name));
        let is_proven = has("credential") && !has("refused");
        if is_proven || request.uri().path().starts_with(PROBES) {
            return None;
        }
        let address: IpAddr = context.http.source_ip.as_deref()?.parse().ok()?;
        let now = self.clock.now();
        let assessed = self.lock().see(&seen(request, address, now));
        // Whoever shows nothing and only reads guesses nothing: the gate counts them.
        let proves = proves(request.headers()) || request.method() != Method::GET;
        Some(judged(&assessed, address, now).map(|()| Visitor { address, proves }))
    }

    /// Who shows what proves nothing may be guessing.
    pub fn leave(&self, visitor: Visitor, status: StatusCode) {
        if status == StatusCode::UNAUTHORIZED && visitor.proves {
            self.lock().see_refused(visitor.address, self.clock.now());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether somebody shows what is to say who they are.
pub(crate) fn proves(headers: &HeaderMap) -> bool {
    CREDENTIALS.iter().any(|name| headers.contains_key(*name))
}

fn judged(assessed: &Assessment, address: IpAddr, now: Timestamp) -> Result<(), Blocked> {
    let Some(until) = assessed.blocked_until else {
        if assessed.level >= Level::High {
            tracing::info!(%address, threats = ?assessed.threats, "a request is suspicious");
        }
        return Ok(());
    };
    if !assessed.threats.is_empty() {
        tracing::warn!(%address, threats = ?assessed.threats, "an address is blocked");
    }
    let left = Duration::from_millis(until.millis_since(now));
    Err(Blocked { seconds: u64::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1) })
}

fn seen(request: &lambda_http::Request, address: IpAddr, at: Timestamp) -> Seen<'_> {
    let (headers, uri) = (request.headers(), request.uri());
    let queries = uri.query().map_or(0, |query| query.split('&').count());
    let length = |number: usize| u32::try_from(number).map_or(f64::from(u32::MAX), f64::from);
    let hours = at.0.div_euclid(3_600_000);
    let (hour, day) = (hours.rem_euclid(24), hours.div_euclid(24).rem_euclid(7));
    Seen {
        address,
        at,
        path: uri.path(),
        agent: text(headers, header::USER_AGENT),
        headers: Headers {
            accept: headers.contains_key(header::ACCEPT),
            accept_language: headers.contains_key(header::ACCEPT_LANGUAGE),
            accept_encoding: headers.contains_key(header::ACCEPT_ENCODING),
        },
        has_referer: headers.contains_key(header::REFERER),
        signs_in: false,
        shape: Shape([
            length(uri.to_string().len()),
            length(headers.len()),
            length(queries),
            text(headers, header::CONTENT_LENGTH).parse().unwrap_or(0.0),
            hour as f64,
            day as f64,
        ]),
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl Fault for Blocked {
    fn kind(&self) -> Kind {
        Kind::Limited
    }

    fn code(&self) -> &'static str {
        "address_blocked"
    }
}

impl IntoResponse for Blocked {
    fn into_response(self) -> Response {
        let mut response = Problem::from(self).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.seconds));
        response
    }
}
