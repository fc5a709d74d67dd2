//! A network for tests, on which everybody answers as STS does.

use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_s3::primitives::SdkBody;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};

use super::connection::config;

pub const ROLE: &str = "arn:aws:iam::123456789012:role/genesis-dev-start-run-tenant";

/// Of each request where it went, by whose access key, and with what.
pub type Seen = Arc<Mutex<Vec<[String; 3]>>>;

/// What a function with the access key `OWN` finds in its environment; a session has `KEYOF` and the tenant for an access key.
pub fn network(endpoint: Option<&str>) -> (SdkConfig, Seen) {
    let seen = Seen::default();
    let connector = SharedHttpConnector::new(Network(seen.clone()));
    let http = http_client_fn(move |_, _| connector.clone());
    let own = Credentials::new("OWN", "secret", None, None, "test");
    (config(http, SharedCredentialsProvider::new(own), Some("eu-west-1"), endpoint), seen)
}

#[derive(Debug, Clone)]
struct Network(Seen);

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = request.uri().split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        let key = request.headers().get("authorization").and_then(|value| value.split(['=', '/']).nth(1)).unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let tenant = body.split("Tags.member.1.Value=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default().to_owned();
        self.0.lock().unwrap().push([host, key, body]);
        HttpConnectorFuture::ready(Ok(HttpResponse::new(StatusCode::try_from(200).unwrap(), SdkBody::from(session_of(&tenant)))))
    }
}

fn session_of(tenant: &str) -> String {
    format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>KEYOF{tenant}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>\
         <AssumedRoleUser><AssumedRoleId>A:r</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/tenant/r</Arn></AssumedRoleUser>\
         </AssumeRoleResult></AssumeRoleResponse>"
    )
}
