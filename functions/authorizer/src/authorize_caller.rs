use std::collections::BTreeMap;

use genesis_access::ApiKey;
use genesis_aws::{ApiKeyRecord, Cloud, Holder, StoreError};
use genesis_core::{Access, CredentialId, Declaration, Grant, Resource, Scope, Trigger};
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
    let holds = key.matches(&record.hash, keys.pepper().await?);
    Ok((holds && record.holder.is_active()).then_some(record))
}

fn context_of(record: ApiKeyRecord) -> BTreeMap<&'static str, String> {
    let credential = ("credential", CredentialId::Key(record.id).to_string());
    match record.holder {
        Holder::User(member) => BTreeMap::from([
            credential,
            ("tenant", member.tenant.to_string()),
            ("user", member.user.to_string()),
            ("role", member.role.as_str().to_owned()),
            ("scopes", words(&member.scopes(&record.scopes))),
        ]),
        Holder::Administrator => BTreeMap::from([credential, ("scopes", words(&[Scope::AdministerPlatform]))]),
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
