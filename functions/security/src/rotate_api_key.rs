use axum::extract::State;
use genesis_access::{ApiKey, KeyLifetime, Overlap};
use genesis_aws::{ApiKeyRecord, Cloud};
use genesis_core::{CredentialId, Declaration, Guard, Idempotency, KeyId, Method, Route, Trigger};
use genesis_http::{Caller, Created, Function, Json, PathId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    credentials::{CREDENTIALS, PEPPER, is_of, still_in},
    key_view::KeyShown,
};

const DECLARATION: Declaration = Declaration {
    name: "rotate-api-key",
    summary: "Gives one of the caller's API keys another secret; for a while both hold.",
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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// How long the old secret still holds; a day where absent. While one before it does, 0 alone: both end at once.
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
    let keyring = cloud.keyrings_of(caller.tenant).find(caller.tenant, caller.user).await?;
    still_in(&keyring.ok_or_else(Problem::unauthenticated)?, &caller)?;
    let rotated = keys.rotate(key.id(), |seen| {
        if !is_of(&seen, &caller) {
            return Err(Problem::not_found());
        }
        caller.over_own(&CredentialId::Key(seen.id.clone()))?;
        let is_limited = seen.expires_at.is_some() || asked.expires_in_days.is_some();
        let secrets = seen.secrets.clone().rotated(&key, pepper, overlap, now)?;
        Ok(ApiKeyRecord { secrets, expires_at: is_limited.then(|| lifetime.after(now)), ..seen })
    });
    let rotated = rotated.await?.ok_or_else(Problem::not_found)?;
    Ok(Created(KeyShown::of(key.reveal(), &rotated, now)))
}
