use std::time::Duration;

use axum::{
    Json as Answer,
    extract::{Path, State},
};
use genesis_aws::{Cloud, FormerSecret, WebhookSource};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Timestamp, Trigger};
use genesis_http::{Caller, Function, Json, Problem};
use genesis_signatures::Scheme;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{source_name::SourceName, source_view::SourceView};

const DECLARATION: Declaration = Declaration {
    name: "register-webhook-source",
    summary: "Names somebody who sends signed events, how they sign, and the secret they share with the tenant.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/security/webhook-sources/{source}",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("security"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Secret("webhook-sealing-key"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// A secret stays good for so long after another took its place.
const OVERLAP: Duration = Duration::from_secs(14 * 24 * 60 * 60);
const MOST_SOURCES: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    /// How it proves itself.
    #[schemars(with = "String", extend("enum" = Scheme::NAMES))]
    scheme: Scheme,
    /// 16 to 256 visible ASCII characters. Where absent, a source that is there keeps its own, and a new one gets 64 random characters.
    #[schemars(length(min = 16, max = 256), regex(pattern = r"^[!-~]*$"))]
    secret: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceRegistered {
    success: bool,
    #[serde(flatten)]
    source: SourceView,
    /// A secret that was made just now; it is shown this once.
    secret: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, register_webhook_source).takes::<NewSource>().gives::<SourceRegistered>()
}

async fn register_webhook_source(
    State(cloud): State<Cloud>,
    caller: Caller,
    Path(name): Path<String>,
    Json(new): Json<NewSource>,
) -> Result<Answer<SourceRegistered>, Problem> {
    let (name, given) = (name.parse::<SourceName>()?, new.secret()?);
    let (webhooks, now) = (cloud.webhooks(caller.tenant), cloud.clock().now());
    let sources = webhooks.sources().await?;
    let known = sources.iter().find(|source| source.name == name.as_str());
    if known.is_none() && sources.len() >= MOST_SOURCES {
        return Err(Unregistered::TooMany.into());
    }
    let made = (given.is_none() && known.is_none()).then(|| random(&cloud));
    let sealed = match given.as_ref().or(made.as_ref()) {
        Some(secret) => Some(webhooks.seal(name.as_str(), secret, cloud.ids().next()).await?),
        None => None,
    };
    let source = match (known, sealed) {
        (Some(known), None) => WebhookSource { scheme: new.scheme, changed_at: now, ..known.clone() },
        (Some(known), Some(secret)) => {
            let former = Some(FormerSecret { secret: known.secret.clone(), until: now.plus(OVERLAP) });
            WebhookSource { secret, former, scheme: new.scheme, changed_at: now, ..known.clone() }
        }
        (None, sealed) => first(&name, new.scheme, sealed.ok_or(Unregistered::Secret)?, now),
    };
    webhooks.register(&source).await?;
    Ok(Answer(SourceRegistered { success: true, source: SourceView::of(caller.tenant, source), secret: made }))
}

fn first(name: &SourceName, scheme: Scheme, secret: genesis_access::Sealed, now: Timestamp) -> WebhookSource {
    WebhookSource { name: name.as_str().to_owned(), scheme, secret, changed_at: now, former: None }
}

/// 244 random bits.
fn random(cloud: &Cloud) -> String {
    format!("{}{}", cloud.ids().next().simple(), cloud.ids().next().simple())
}

impl NewSource {
    fn secret(&self) -> Result<Option<String>, Unregistered> {
        let is_secret = |secret: &String| (16..=256).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic());
        if self.secret.as_ref().is_none_or(is_secret) { Ok(self.secret.clone()) } else { Err(Unregistered::Secret) }
    }
}

/// Why a source is not registered.
#[derive(Debug, thiserror::Error)]
enum Unregistered {
    #[error("16 to 256 visible ASCII characters")]
    Secret,
    #[error("a tenant has at most {MOST_SOURCES} sources; delete one first")]
    TooMany,
}

impl Fault for Unregistered {
    fn kind(&self) -> Kind {
        match self {
            Unregistered::Secret => Kind::Invalid,
            Unregistered::TooMany => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Unregistered::Secret => "invalid_secret",
            Unregistered::TooMany => "too_many_sources",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            Unregistered::Secret => "secret",
            Unregistered::TooMany => "source",
        })
    }
}
