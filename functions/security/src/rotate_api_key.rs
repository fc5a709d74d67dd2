use axum::extract::State;
use genesis_access::{ApiKey, KeyLifetime, Overlap};
use genesis_aws::{ApiKeyRecord, Cloud, StoreError};
use genesis_core::{Declaration, Guard, Idempotency, KeyId, Method, Route, Trigger};
use genesis_http::{Caller, Created, Function, Json, PathId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    credentials::{CREDENTIALS, PEPPER, Refused},
    key_view::KeyShown,
    revoke_api_key::owned,
};

const DECLARATION: Declaration = Declaration {
    name: "rotate-api-key",
    summary: "Gives one of the caller's API keys, that is for no more than the caller's credential, another secret; for a while both hold.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/keys/{keyId}/rotate",
        guard: Guard::Tenant,
        body_limit_bytes: 1024,
        success: 201,
        // The answer holds a secret, which an idempotency key would keep.
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// So often a rotation is begun anew when another came first.
const TRIES: u32 = 4;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// How long the old secret still holds; a day where absent.
    #[schemars(range(max = 604_800))]
    overlap_seconds: Option<u64>,
    /// From now; 90 where absent. A key that held until it is revoked goes on doing so where absent.
    #[schemars(range(min = 1, max = 365))]
    expires_in_days: Option<u64>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, rotate_api_key).takes::<Rotation>().gives::<KeyShown>()
}

async fn rotate_api_key(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<KeyId>,
    Json(asked): Json<Rotation>,
) -> Result<Created<KeyShown>, Problem> {
    let (overlap, lifetime, now) =
        (Overlap::parse(asked.overlap_seconds)?, KeyLifetime::parse(asked.expires_in_days)?, cloud.clock().now());
    let (key, keys) = (ApiKey::renewed(id, cloud.ids()), cloud.api_keys_of(caller.tenant));
    let pepper = keys.pepper().await?;
    for _ in 0..TRIES {
        let seen = keys.find(key.id()).await?.ok_or_else(Problem::not_found)?;
        let owner = owned(&seen, &caller).ok_or_else(Problem::not_found)?;
        // Whoever rotates a key has it.
        if !owner.scopes(&seen.scopes).into_iter().all(|scope| caller.may(scope)) {
            return Err(Refused::BroaderKey.into());
        }
        let is_limited = seen.expires_at.is_some() || asked.expires_in_days.is_some();
        let expires_at = is_limited.then(|| lifetime.after(now));
        let secrets = seen.secrets.clone().rotated(&key, pepper, overlap.after(now));
        let rotated = ApiKeyRecord { secrets, expires_at, ..seen.clone() };
        match keys.rotate(&seen, &rotated).await {
            Ok(()) => return Ok(Created(KeyShown::of(key.reveal(), &rotated, now))),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Conflict.into())
}
