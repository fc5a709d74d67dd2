use axum::extract::State;
use genesis_access::{ApiKey, KeyLifetime, KeySecrets, granted};
use genesis_aws::{ApiKeyRecord, Cloud, CredentialChange, Decision, Holder};
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Created, Function, Json, Problem};
use genesis_tenancy::Name;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::{
    credentials::{CREDENTIALS, PEPPER, Refused, still_in},
    key_view::KeyShown,
};

const DECLARATION: Declaration = Declaration {
    name: "create-api-key",
    summary: "Makes another API key of the caller's, which may do no more than the caller.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/keys",
        guard: Guard::Account,
        body_limit_bytes: 4 * 1024,
        success: 201,
        // The answer holds a secret, which an idempotency key would keep.
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER],
    memory_mib: 256,
    timeout_seconds: 10,
};

const MOST_CHARACTERS: usize = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What it is called in lists.
    #[schemars(length(min = 1, max = 100), regex(pattern = Name::PATTERN))]
    name: String,
    /// What it may be used for; all that the caller may do where absent.
    #[serde(default)]
    #[schemars(schema_with = "scopes")]
    scopes: Option<Vec<Scope>>,
    /// 90 where absent.
    #[schemars(range(min = 1, max = 365))]
    expires_in_days: Option<u64>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, create_api_key).takes::<NewKey>().gives::<KeyShown>()
}

async fn create_api_key(State(cloud): State<Cloud>, caller: Caller, Json(new): Json<NewKey>) -> Result<Created<KeyShown>, Problem> {
    let (name, now) = (named(&new.name)?, cloud.clock().now());
    let expires_at = Some(KeyLifetime::parse(new.expires_in_days)?.after(now));
    let scopes = granted(new.scopes, &caller.scopes)?;
    let key = ApiKey::random(cloud.ids());
    let secrets = KeySecrets::of(&key, cloud.api_keys_of(caller.tenant).pepper().await?);
    let keyrings = cloud.keyrings_of(caller.tenant);
    let made = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        let (id, holder) = (key.id().clone(), Holder::User(seen.member.clone()));
        let (name, secrets, scopes) = (name.clone(), secrets.clone(), scopes.clone());
        let record = ApiKeyRecord { id, name, holder, secrets, scopes, created_at: now, expires_at, last_used_at: None };
        let keyring = seen.keyring.clone().with_key(record.id.clone())?;
        Ok::<_, Problem>(Decision { keyring, changes: vec![CredentialChange::NewKey(record.clone())], outcome: record })
    });
    Ok(Created(KeyShown::of(key.reveal(), &made.await?, now)))
}

fn named(name: &str) -> Result<String, Refused> {
    let fits = !name.trim().is_empty() && name.chars().count() <= MOST_CHARACTERS && !name.contains(char::is_control);
    if fits { Ok(name.trim().to_owned()) } else { Err(Refused::Name) }
}

fn scopes(_: &mut SchemaGenerator) -> Schema {
    let names = Scope::OF_TENANTS.map(Scope::as_str);
    json_schema!({ "type": ["array", "null"], "minItems": 1, "items": { "type": "string", "enum": names } })
}
