use std::collections::BTreeMap;

use genesis_access::ApiKey;
use genesis_aws::{ApiKeyRecord, Cloud, StoreError};
use genesis_core::{Access, Declaration, Grant, Resource, Scope, Trigger};
use genesis_http::Function;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "authorize-caller",
    summary: "Turns the API key of a request into the caller.",
    trigger: Trigger::Authorizer,
    grants: &[
        Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 5,
};

/// The part of API Gateway's authorizer event (payload format 2.0) that is read.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

/// Always lets the request through: the function behind says 401 or 403 with a problem document, which a gateway cannot.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    is_authorized: bool,
    /// Who calls; empty when that is unknown.
    context: BTreeMap<&'static str, String>,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, authorize_caller)
}

async fn authorize_caller(cloud: Cloud, asked: Asked) -> Result<Verdict, StoreError> {
    let key = asked.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-api-key")).and_then(|(_, value)| value.parse().ok());
    let context = match key {
        Some(key) => recognise(&cloud, &key).await?.map(context_of).unwrap_or_default(),
        None => BTreeMap::new(),
    };
    Ok(Verdict { is_authorized: true, context })
}

async fn recognise(cloud: &Cloud, key: &ApiKey) -> Result<Option<ApiKeyRecord>, StoreError> {
    let keys = cloud.api_keys();
    let Some(record) = keys.find(key.id()).await? else { return Ok(None) };
    let known = key.matches(&record.hash, keys.pepper().await?);
    Ok(known.then_some(record))
}

fn context_of(record: ApiKeyRecord) -> BTreeMap<&'static str, String> {
    let scopes = record.scopes.into_iter().map(Scope::as_str).collect::<Vec<_>>().join(" ");
    BTreeMap::from([("tenant", record.tenant.to_string()), ("key", record.id.to_string()), ("scopes", scopes)])
}
