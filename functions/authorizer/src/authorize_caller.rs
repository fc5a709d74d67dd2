use std::collections::BTreeMap;

use genesis_aws::{Cloud, Holder};
use genesis_core::{Access, Declaration, Grant, Resource, Scope, Trigger};
use genesis_http::{Function, Refusal};
use serde::{Deserialize, Serialize};

use crate::{
    credential::{Credential, Recognised},
    second_factor::{Unproven, show},
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

async fn authorize_caller(cloud: Cloud, asked: Asked) -> Result<Verdict, Unproven> {
    let header = |name: &str| asked.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let credential = Credential::presented(header("x-api-key"), header("authorization"));
    let recognised = match &credential {
        Some(credential) => credential.recognise(&cloud).await?,
        None => None,
    };
    let context = match (recognised, header("x-mfa-code")) {
        (None, _) => BTreeMap::new(),
        (Some(recognised), None) => context_of(recognised),
        (Some(recognised), Some(code)) => match show(&cloud, recognised, code).await? {
            Some(proven) => context_of(proven),
            None => BTreeMap::from([("refused", Refusal::MfaFailed.as_str().to_owned())]),
        },
    };
    Ok(Verdict { is_authorized: true, context })
}

fn context_of(recognised: Recognised) -> BTreeMap<&'static str, String> {
    let credential = ("credential", recognised.id.to_string());
    match recognised.holder {
        Holder::User(member) => BTreeMap::from([
            credential,
            ("tenant", member.tenant.to_string()),
            ("user", member.user.to_string()),
            ("role", member.role.as_str().to_owned()),
            ("assurance", recognised.assurance.as_str().to_owned()),
            ("reach", member.reach(&recognised.scopes).as_str().to_owned()),
            ("scopes", words(&member.scopes(&recognised.scopes))),
        ]),
        Holder::Administrator => BTreeMap::from([credential, ("scopes", words(&[Scope::AdministerPlatform]))]),
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
