use axum::{Json, extract::State};
use genesis_aws::{Cloud, CredentialChange, Decision};
use genesis_core::{CredentialId, Declaration, Guard, Idempotency, KeyId, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem};
use genesis_tenancy::Member;
use schemars::JsonSchema;
use serde::Serialize;

use crate::credentials::{CREDENTIALS, ended};

const DECLARATION: Declaration = Declaration {
    name: "revoke-api-key",
    summary: "Ends an API key and the sessions opened with it: the caller's own, or with manage_security that of a user whom the caller manages.",
    trigger: Trigger::Http(Route {
        method: Method::Delete,
        path: "/api/v1/security/keys/{keyId}",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyRevoked {
    success: bool,
    key_id: String,
    /// Opened with the key, and over with it.
    sessions_ended: usize,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, revoke_api_key).gives::<KeyRevoked>()
}

async fn revoke_api_key(State(cloud): State<Cloud>, caller: Caller, PathId(id): PathId<KeyId>) -> Result<Json<KeyRevoked>, Problem> {
    let record = cloud.api_keys_of(caller.tenant).find(&id).await?.ok_or_else(Problem::not_found)?;
    let owner = record.holder.member().filter(|owner| may_find(&caller, owner)).ok_or_else(Problem::not_found)?;
    may_revoke(&caller, owner, &id)?;
    let keyrings = cloud.keyrings_of(caller.tenant);
    let sessions_ended = keyrings.change((owner.tenant, owner.user), |seen| {
        let (keyring, over) = seen.keyring.clone().without_key(&id);
        let mut changes = ended(&over);
        changes.push(CredentialChange::EndedKey(id.clone()));
        Ok::<_, Problem>(Decision { keyring, changes, outcome: over.len() })
    });
    Ok(Json(KeyRevoked { success: true, key_id: id.to_string(), sessions_ended: sessions_ended.await? }))
}

fn may_find(caller: &Caller, owner: &Member) -> bool {
    caller.tenant == owner.tenant && (caller.user == owner.user || caller.may(Scope::ManageSecurity))
}

fn may_revoke(caller: &Caller, owner: &Member, id: &KeyId) -> Result<(), Problem> {
    if caller.user == owner.user { caller.over_own(&CredentialId::Key(id.clone())) } else { caller.over_user(owner.user, owner.role) }
}
