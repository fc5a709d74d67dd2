//! The SDK's HTTP connector: names the caller, asks whether it may, and hands the request to an engine.

use std::sync::{Arc, Weak};

use aws_smithy_runtime_api::client::connection::{CaptureSmithyConnection, ConnectionMetadata};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::{Extensions, HeaderValue, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::authorise::{Touch, authorise};
use crate::cloud::Engines;
use crate::faults::CallFault;
use crate::reply::{Reply, refusal};
use crate::target::{JsonApi, Target, access_key};
use crate::{dynamodb, kms, secrets, sqs, stepfunctions};

/// A client that reaches these engines as long as their cloud lives. It does not keep the cloud alive, so functions may hold clients.
pub(crate) fn http_client(engines: &Arc<Engines>) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector(Arc::downgrade(engines)));
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Debug, Clone)]
struct Connector(Weak<Engines>);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let engines = self.0.upgrade();
        HttpConnectorFuture::new(async move {
            let engines = engines.ok_or_else(|| ConnectorError::user("the embedded cloud is closed".into()))?;
            let request = gather(request).await?;
            let reply = match fault(&engines, &request) {
                None => answer(&engines, request).await,
                Some(fault) => fault.befall(&Target::of(request.headers()), answer(&engines, request)).await?,
            };
            HttpResponse::try_from(reply.map(SdkBody::from)).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The SDK gives a connection up after an error that may pass, and complains where it finds none. There is none here to give up.
fn name_connection(extensions: &Extensions) {
    if let Some(captured) = extensions.get::<CaptureSmithyConnection>() {
        captured.set_connection_retriever(|| Some(ConnectionMetadata::builder().proxied(false).poison_fn(|| {}).build()));
    }
}

async fn gather(request: HttpRequest) -> Result<Request<Bytes>, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::other(error.into(), None))?;
    name_connection(request.extensions());
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map_err(ConnectorError::user)?.to_bytes();
    if !parts.headers.contains_key(header::HOST)
        && let Some(host) = parts.uri.authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok())
    {
        parts.headers.insert(header::HOST, host);
    }
    Ok(Request::from_parts(parts, body))
}

/// What goes wrong with this call. A call is known by who makes it, by its operation and by the names and keys it touches: what else is in it may be
/// another each time.
fn fault(engines: &Engines, request: &Request<Bytes>) -> Option<CallFault> {
    if !engines.faults.are_planned() {
        return None;
    }
    let caller = access_key(request.headers()).and_then(|key| engines.principals.by_access_key(key))?;
    match Target::of(request.headers()) {
        Target::S3 => engines.faults.of_call(&[&caller.name, request.method().as_str(), request.uri().path()], None),
        Target::Json { service, operation } => {
            let document = serde_json::from_slice::<Value>(request.body()).ok()?;
            let touched = touches(service, &operation, &document);
            if touched.iter().any(|touch| touch.resource.name().is_some_and(|name| engines.faults.is_out(name))) {
                return Some(CallFault::Broken);
            }
            let touched = format!("{touched:?}");
            engines.faults.of_call(&[&caller.name, &operation, &touched], document["taskToken"].as_str())
        }
        Target::Unknown => None,
    }
}

pub(crate) async fn answer(engines: &Engines, request: Request<Bytes>) -> Reply {
    match Target::of(request.headers()) {
        Target::S3 => {
            if let Some(caller) = access_key(request.headers()).and_then(|key| engines.principals.by_access_key(key)) {
                engines.calls.of_s3(&caller, request.method().as_str(), request.uri().path());
            }
            engines.s3.answer(request).await
        }
        Target::Json { service, operation } => answer_json(engines, service, &operation, request).await,
        Target::Unknown => refusal("com.amazon.coral.service#UnknownOperationException", "This service is not embedded."),
    }
}

async fn answer_json(engines: &Engines, service: JsonApi, operation: &str, request: Request<Bytes>) -> Reply {
    let Some(principal) = access_key(request.headers()).and_then(|key| engines.principals.by_access_key(key)) else {
        return refusal("com.amazon.coral.service#UnrecognizedClientException", "The security token included in the request is invalid.");
    };
    let Ok(document) = serde_json::from_slice::<Value>(request.body()) else {
        return refusal("com.amazon.coral.service#SerializationException", "The request body is not JSON.");
    };
    let touches = touches(service, operation, &document);
    engines.calls.of_json(&principal, service, operation, &touches);
    if let Err(denied) = authorise(&principal, operation, &touches) {
        return refusal("com.amazon.coral.service#AccessDeniedException", &denied.to_string());
    }
    match service {
        JsonApi::DynamoDb => engines.dynamodb.answer(operation, request.into_body()).await,
        JsonApi::Sqs => engines.sqs.answer(operation, request.into_body()).await,
        JsonApi::SecretsManager => engines.secrets.answer(operation, request.into_body()).await,
        JsonApi::StepFunctions => engines.workflows.answer(operation, &document).await,
        JsonApi::Kms => engines.kms.answer(operation, &document).await,
    }
}

fn touches<'a>(service: JsonApi, operation: &'a str, document: &'a Value) -> Vec<Touch<'a>> {
    match service {
        JsonApi::DynamoDb => dynamodb::touches(operation, document),
        JsonApi::Sqs => sqs::touches(operation, document),
        JsonApi::SecretsManager => secrets::touches(operation, document),
        JsonApi::StepFunctions => stepfunctions::touches(operation, document),
        JsonApi::Kms => kms::touches(operation, document),
    }
}
