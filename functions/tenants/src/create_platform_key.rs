use axum::{
    extract::{FromRequestParts, State},
    http::request::Parts,
};
use genesis_access::{ApiKey, KeySecrets, is_same_secret};
use genesis_aws::{ApiKeyRecord, Cloud, Holder};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Created, Function, Json as Body, Problem};
use genesis_tenancy::Name;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "create-platform-key",
    summary: "Makes whoever knows the bootstrap secret an administrator of the platform.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/platform/keys",
        guard: Guard::Public,
        body_limit_bytes: 4 * 1024,
        success: 201,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("security"), access: &[Access::Append] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("platform-bootstrap"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

const HEADER: &str = "x-bootstrap-secret";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlatformKey {
    /// What its owner calls it.
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlatformKeyCreated {
    message: &'static str,
    id: String,
    name: String,
    /// It is shown this once.
    key: String,
}

/// Somebody who may make administrators.
struct Founder;

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, create_platform_key).takes::<NewPlatformKey>().gives::<PlatformKeyCreated>().opens_to(HEADER)
}

async fn create_platform_key(
    State(cloud): State<Cloud>,
    _: Founder,
    Body(new): Body<NewPlatformKey>,
) -> Result<Created<PlatformKeyCreated>, Problem> {
    let name = Name::parse("name", &new.name)?.into_text();
    let (keys, key) = (cloud.api_keys(), ApiKey::random(cloud.ids()));
    let record = ApiKeyRecord {
        id: key.id().clone(),
        name: name.clone(),
        holder: Holder::Administrator,
        secrets: KeySecrets::of(&key, keys.pepper().await?),
        scopes: vec![Scope::AdministerPlatform],
        created_at: cloud.clock().now(),
        expires_at: None,
        last_used_at: None,
    };
    keys.create(&record).await?;
    let message = "The key is there. Keep it: it is shown this once.";
    Ok(Created(PlatformKeyCreated { message, id: record.id.to_string(), name, key: key.reveal() }))
}

impl FromRequestParts<Cloud> for Founder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, cloud: &Cloud) -> Result<Self, Problem> {
        let given = parts.headers.get(HEADER).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
        let is_known = is_same_secret(&given, cloud.bootstrap_secret().await?.as_bytes());
        let unknown =
            || Problem::new(Kind::Unauthenticated, "unauthenticated", "the bootstrap secret is required in the x-bootstrap-secret header");
        if is_known { Ok(Self) } else { Err(unknown()) }
    }
}
