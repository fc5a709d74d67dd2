//! The header `Idempotency-Key` of endpoints that create: the same request under the same key has its effect once, and
//! gets the first answer for a day.
//!
//! Who answers claims the key first, with a lease longer than the function may run, and a random seed for all ids of the
//! request. When the lease ends without an answer, because the function died, the same request runs again with the same
//! seed: it makes the same ids and finds what it created before.

mod outcome;
mod refused;

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
};
use genesis_aws::{Cloud, IdempotencyKeys, KeptAnswer, KeyedRequest, StoreError};
use genesis_core::{Declaration, Guard, IdSeed, Idempotency, Ids, TenantId, Timestamp, Trigger};
use genesis_http::{Authority, Identity};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

pub(crate) use self::outcome::REPLAYED;
use self::{
    outcome::{Outcome, outcome_of, replay},
    refused::Refused,
};

const HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// What instances' clocks may differ by, beyond the function's time.
const LEASE_MARGIN: Duration = Duration::from_secs(5);

/// What an endpoint that creates does with each request.
pub(crate) struct Once {
    function: &'static str,
    guard: Guard,
    lease: Duration,
    router: Router<Cloud>,
    cloud: Cloud,
}

/// What a key stands for when a request comes with it.
enum Standing {
    /// Nobody has answered this request under it.
    First(KeyedRequest),
    /// Somebody died over it, perhaps with the effect.
    Again(KeyedRequest),
    Answered(KeptAnswer),
}

impl Once {
    /// None where the endpoint does not create.
    pub fn of(declaration: &Declaration, router: &Router<Cloud>, cloud: &Cloud) -> Option<Self> {
        let Trigger::Http(route) = declaration.trigger else { return None };
        match route.idempotency {
            Idempotency::None => None,
            Idempotency::Keyed => Some(Self {
                function: declaration.name,
                guard: route.guard,
                lease: Duration::from_secs(declaration.timeout_seconds.into()) + LEASE_MARGIN,
                router: router.clone(),
                cloud: cloud.clone(),
            }),
        }
    }

    /// Answers by the router, or with what it has answered before. Whoever may not call gets the router's refusal.
    /// Where there is no key, from what the request's cloud gives; with one, from the same with ids of its own.
    pub async fn answer(&self, cloud: &Cloud, request: lambda_http::Request) -> Response {
        let authority = Authority::admit(request.extensions().get::<Identity>(), Some(&self.guard));
        let (Ok(authority), true) = (authority, request.headers().contains_key(HEADER)) else {
            return run(self.router.clone().with_state(cloud.clone()), request).await;
        };
        match self.answer_once(cloud, authority.tenant(), request).await {
            Ok(response) => response,
            Err(refused) => refused.into_response(),
        }
    }

    async fn answer_once(&self, cloud: &Cloud, tenant: TenantId, request: lambda_http::Request) -> Result<Response, Refused> {
        let key = key_of(&request)?;
        let keys = self.cloud.idempotency_keys(tenant);
        let (held, is_first) = match self.standing(&keys, &key, fingerprint(&request)).await? {
            Standing::First(held) => (held, true),
            Standing::Again(held) => (held, false),
            Standing::Answered(answer) => return Ok(replay(answer)),
        };
        let cloud = cloud.with_ids(Ids::derived(held.seed));
        let response = run(self.router.clone().with_state(cloud), request).await;
        let (response, outcome) = outcome_of(response).await;
        let settled = match outcome {
            Outcome::Done(answer) => keys.keep(self.function, &key, &held, &answer).await,
            Outcome::Refused if is_first => keys.free(self.function, &key, &held).await,
            Outcome::Refused | Outcome::Failed => keys.lease(self.function, &key, &held, self.cloud.clock().now()).await,
        };
        match settled {
            // Another has taken over, with the same ids: its answer is as good.
            Ok(()) | Err(StoreError::Conflict) => {}
            // What is done is done: a repetition will find it when the lease has ended.
            Err(error) => tracing::warn!(function = self.function, %error, "an answer was not kept under its idempotency key"),
        }
        Ok(response)
    }

    async fn standing(&self, keys: &IdempotencyKeys, key: &str, fingerprint: String) -> Result<Standing, Refused> {
        let now = self.cloud.clock().now();
        let lease_until = now.plus(self.lease);
        let new = self.claimed(fingerprint, now);
        match keys.claim(self.function, key, &new, now).await {
            Ok(()) => return Ok(Standing::First(new)),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        let seen = keys.find(self.function, key).await?.ok_or(Refused::InUse)?;
        if seen.seed == new.seed {
            // The claim was written, and only its reply was lost.
            return Ok(Standing::First(new));
        }
        match seen.answer {
            _ if seen.fingerprint != new.fingerprint => Err(Refused::Reused),
            Some(answer) => Ok(Standing::Answered(answer)),
            None if self.cloud.is_held(seen.lease_until, self.lease) => Err(Refused::InUse),
            None => match keys.lease(self.function, key, &seen, lease_until).await {
                Ok(()) => Ok(Standing::Again(KeyedRequest { lease_until, ..seen })),
                Err(StoreError::Conflict) => Err(Refused::InUse),
                Err(error) => Err(error.into()),
            },
        }
    }

    fn claimed(&self, fingerprint: String, now: Timestamp) -> KeyedRequest {
        let seed = IdSeed::new(self.cloud.ids().next());
        KeyedRequest { fingerprint, seed, lease_until: now.plus(self.lease), expires_at: now.plus(KEPT_FOR), answer: None }
    }
}

pub(crate) async fn run(router: Router, request: lambda_http::Request) -> Response {
    router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never: Infallible| match never {})
}

/// Visible ASCII without commas: the gateway joins repeated headers by them.
fn key_of(request: &lambda_http::Request) -> Result<String, Refused> {
    let mut values = request.headers().get_all(HEADER).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(Refused::Unreadable) };
    let is_allowed = |byte: &u8| byte.is_ascii_graphic() && *byte != b',';
    match std::str::from_utf8(value.as_bytes()) {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) && key.as_bytes().iter().all(is_allowed) => Ok(key.to_owned()),
        _ => Err(Refused::Unreadable),
    }
}

/// The method, the target and the body, to the byte.
fn fingerprint(request: &lambda_http::Request) -> String {
    let (uri, body) = (request.uri(), request.body());
    let head = format!("{} {}?{}\n", request.method(), uri.path(), uri.query().unwrap_or_default());
    format!("{:x}", Sha256::new().chain_update(head).chain_update(body).finalize())
}
