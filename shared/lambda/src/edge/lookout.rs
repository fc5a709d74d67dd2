use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_aws::{ADDRESSES_BLOCKED, Cloud, Metric, THREAT_LEVEL, THREATS_CRITICAL, THREATS_HIGH, THREATS_MEDIUM};
use genesis_core::{Fault, Kind, Timestamp};
use genesis_http::{Problem, RateLimits};
use genesis_limits::{Quota, Reading, whole_seconds};
use genesis_threats::{Assessment, Headers, Level, Seen, Shape, Watch, bot_share};
use lambda_http::{RequestExt, request::RequestContext};

/// The headers that say who somebody is.
const CREDENTIALS: [&str; 3] = ["authorization", "x-api-key", "x-bootstrap-secret"];

/// What load balancers and monitors ask again and again.
const PROBES: &str = "/health/";

/// What one instance has seen of those who call. Another has seen others: what must hold whichever is asked is the gate's.
pub(super) struct Lookout {
    watch: Mutex<Watch>,
    cloud: Cloud,
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
    #[error("the limit of programs without credentials is reached; try again in {} s", MINUTE.as_secs())]
    Slowed { per_minute: u32 },
}

/// After so long without a request nothing counts any more.
const MINUTE: Duration = Duration::from_secs(60);

impl Lookout {
    /// `per_minute` is what an address may ask that shows no credentials; none where programs are who comes.
    pub fn new(cloud: &Cloud, per_minute: Option<u32>) -> Self {
        Self { watch: Mutex::default(), cloud: cloud.clone(), bots: per_minute.map(bot_share) }
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
        let now = self.cloud.clock().now();
        let assessed = self.lock().see(&seen(request, address, now));
        // Whoever shows nothing and only reads guesses nothing: the gate counts them. Neither does a program that sends events for many at
        // once, some of whom have it sign with a wrong secret.
        let proves = self.bots.is_some() && (proves(request.headers()) || request.method() != Method::GET);
        Some(self.judge(&assessed, address, now).map(|()| Visitor { address, proves }))
    }

    /// Who shows what proves nothing may be guessing.
    pub fn leave(&self, visitor: Visitor, status: StatusCode) {
        if status == StatusCode::UNAUTHORIZED && visitor.proves {
            self.lock().see_refused(visitor.address, self.cloud.clock().now());
        }
    }

    fn judge(&self, assessed: &Assessment, address: IpAddr, now: Timestamp) -> Result<(), KeptOut> {
        self.tell(assessed, address, now);
        if let Some(until) = assessed.blocked_until {
            let left = Duration::from_millis(until.millis_since(now));
            return Err(KeptOut::Blocked { seconds: whole_seconds(left).max(1) });
        }
        match self.bots.zip(assessed.as_bot) {
            Some((per_minute, asked)) if asked > per_minute => Err(KeptOut::Slowed { per_minute }),
            Some(_) | None => Ok(()),
        }
    }

    /// Tells those who watch the platform of a threat; not of one more request of somebody who is blocked.
    fn tell(&self, assessed: &Assessment, address: IpAddr, now: Timestamp) {
        let Assessment { level, threats, blocked_until, .. } = assessed;
        let Some((number, detected)) = detected(*level).filter(|_| !threats.is_empty()) else { return };
        let mut figures = vec![(THREAT_LEVEL, number), (detected, 1.0)];
        if blocked_until.is_some() {
            tracing::warn!(%address, ?threats, "an address is blocked");
            figures.push((ADDRESSES_BLOCKED, 1.0));
        } else if *level >= Level::High {
            tracing::info!(%address, ?threats, "a request is suspicious");
        }
        self.cloud.tell(now, &figures);
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of a level, and what its threats count in; none of what is only monitored.
fn detected(level: Level) -> Option<(f64, Metric)> {
    match level {
        Level::None | Level::Low => None,
        Level::Medium => Some((2.0, THREATS_MEDIUM)),
        Level::High => Some((3.0, THREATS_HIGH)),
        Level::Critical => Some((4.0, THREATS_CRITICAL)),
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
            KeptOut::Slowed { .. } => "rate_limited",
        }
    }
}

impl IntoResponse for KeptOut {
    fn into_response(self) -> Response {
        let limits = match self {
            KeptOut::Blocked { seconds } => RateLimits::blocked(Duration::from_secs(seconds)),
            KeptOut::Slowed { per_minute } => {
                let share = Quota::of_minute("program", per_minute, Reading { remaining: 0, reset_in: MINUTE });
                RateLimits::refusing(vec![share], MINUTE)
            }
        };
        (limits, Problem::from(self)).into_response()
    }
}
