use std::collections::BTreeMap;

use genesis_aws::{Cloud, Holder};
use genesis_core::{Access, Declaration, Fault, Grant, Resource, Scope, Trigger};
use genesis_http::{Function, Identity};
use serde::{Deserialize, Serialize};

use crate::{
    credential::{Credential, Recognised},
    second_factor::{Shown, Unproven, show},
};

const DECLARATION: Declaration = Declaration {
    name: "authorize-caller",
    summary: "Turns the API key or session of a request, and the code of a second factor, into the caller.",
    trigger: Trigger::Authorizer,
    grants: &[
        Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("second-factor-key"), access: &[Access::Read] },
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

/// Always lets the request through: the function behind says 401, 403 or 503 with a problem document, which a gateway cannot.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    is_authorized: bool,
    context: Context,
}

/// Who calls; empty when that is unknown.
type Context = BTreeMap<&'static str, String>;

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, |cloud, asked| async { Ok::<_, Unproven>(authorize_caller(cloud, asked).await) })
}

async fn authorize_caller(cloud: Cloud, asked: Asked) -> Verdict {
    let context = who_calls(&cloud, &asked).await.unwrap_or_else(|error| {
        tracing::error!(code = error.code(), %error, "nobody can tell whether credentials hold");
        refused(Identity::UNPROVEN)
    });
    Verdict { is_authorized: true, context }
}

async fn who_calls(cloud: &Cloud, asked: &Asked) -> Result<Context, Unproven> {
    let header = |name: &str| asked.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let credential = Credential::presented(header("x-api-key"), header("authorization"));
    let recognised = match &credential {
        Some(credential) => credential.recognise(cloud).await?,
        None => None,
    };
    Ok(match (recognised, header("x-mfa-code")) {
        (None, _) => Context::new(),
        (Some(recognised), None) => context_of(recognised),
        (Some(recognised), Some(code)) => match show(cloud, recognised, code).await? {
            Shown::Proven(proven) => context_of(proven),
            Shown::Refused(whose, refusal) => context_of(whose).into_iter().chain(refused(refusal.as_str())).collect(),
        },
    })
}

fn refused(why: &str) -> Context {
    Context::from([("refused", why.to_owned())])
}

fn context_of(recognised: Recognised) -> Context {
    let credential = ("credential", recognised.id.to_string());
    match recognised.holder {
        Holder::User(member) => Context::from([
            credential,
            ("tenant", member.tenant.to_string()),
            ("user", member.user.to_string()),
            ("role", member.role.as_str().to_owned()),
            ("assurance", recognised.assurance.as_str().to_owned()),
            ("reach", member.reach(&recognised.scopes).as_str().to_owned()),
            ("scopes", words(&member.scopes(&recognised.scopes))),
        ]),
        Holder::Administrator => Context::from([credential, ("scopes", words(&[Scope::AdministerPlatform]))]),
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
