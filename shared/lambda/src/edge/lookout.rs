use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_core::{Clock, Fault, Kind, Timestamp};
use genesis_http::Problem;
use genesis_threats::{Assessment, Headers, Level, Seen, Shape, Watch, bot_share};
use lambda_http::{RequestExt, request::RequestContext};

/// The headers that say who somebody is.
const CREDENTIALS: [&str; 3] = ["authorization", "x-api-key", "x-bootstrap-secret"];

/// What load balancers and monitors ask again and again.
const PROBES: &str = "/health/";

/// What one instance has seen of those who call. Another has seen others: what must hold whichever is asked is the gate's.
pub(super) struct Lookout {
    watch: Mutex<Watch>,
    clock: Clock,
    /// What a bot may ask within a minute; none where programs are who comes.
    bots: Option<u32>,
}

/// Somebody whose request is under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    address: IpAddr,
    /// Whether they try to prove who they are.
    proves: bool,
}

/// Why a request is not looked at.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(super) enum KeptOut {
    #[error("too much came from this address that looks like an attack; try again in {seconds} s")]
    Blocked { seconds: u64 },
    #[error("the limit of programs without credentials is reached; try again in {} s", MINUTE_S)]
    Slowed,
}

/// After so long without a request nothing counts any more.
const MINUTE_S: u64 = 60;

impl Lookout {
    /// `per_minute` is what an address may ask that shows no credentials; none where programs are who comes.
    pub fn new(clock: Clock, per_minute: Option<u32>) -> Self {
        Self { watch: Mutex::default(), clock, bots: per_minute.map(bot_share) }
    }

    /// Whether a request may go on; none for one that nobody watches. Whoever has proven who they are is counted at their tenant's gate,
    /// and many of them may share an address.
    pub fn visit(&self, request: &lambda_http::Request) -> Option<Result<Visitor, KeptOut>> {
        let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return None };
        let has = |name: &str| context.authorizer.as_ref().is_some_and(|authorizer| authorizer.fields.contains_key(name));
        let is_proven = has("credential") && !has("refused");
        if is_proven || request.uri().path().starts_with(PROBES) {
            return None;
        }
        let address: IpAddr = context.http.source_ip.as_deref()?.parse().ok()?;
        let now = self.clock.now();
        let assessed = self.lock().see(&seen(request, address, now));
        // Whoever shows nothing and only reads guesses nothing: the gate counts them. Neither does a program that sends events for many at
        // once, some of whom have it sign with a wrong secret.
        let proves = self.bots.is_some() && (proves(request.headers()) || request.method() != Method::GET);
        Some(self.judge(&assessed, address, now).map(|()| Visitor { address, proves }))
    }

    /// Who shows what proves nothing may be guessing.
    pub fn leave(&self, visitor: Visitor, status: StatusCode) {
        if status == StatusCode::UNAUTHORIZED && visitor.proves {
            self.lock().see_refused(visitor.address, self.clock.now());
        }
    }

    fn judge(&self, assessed: &Assessment, address: IpAddr, now: Timestamp) -> Result<(), KeptOut> {
        if let Some(until) = assessed.blocked_until {
            if !assessed.threats.is_empty() {
                tracing::warn!(%address, threats = ?assessed.threats, "an address is blocked");
            }
            let left = Duration::from_millis(until.millis_since(now));
            return Err(KeptOut::Blocked { seconds: u64::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1) });
        }
        if assessed.level >= Level::High {
            tracing::info!(%address, threats = ?assessed.threats, "a request is suspicious");
        }
        match self.bots.zip(assessed.as_bot) {
            Some((share, asked)) if asked > share => Err(KeptOut::Slowed),
            Some(_) | None => Ok(()),
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

impl Fault for KeptOut {
    fn kind(&self) -> Kind {
        Kind::Limited
    }

    fn code(&self) -> &'static str {
        match self {
            KeptOut::Blocked { .. } => "address_blocked",
            KeptOut::Slowed => "rate_limited",
        }
    }
}

impl IntoResponse for KeptOut {
    fn into_response(self) -> Response {
        let seconds = match self {
            KeptOut::Blocked { seconds } => seconds,
            KeptOut::Slowed => MINUTE_S,
        };
        let mut response = Problem::from(self).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}
