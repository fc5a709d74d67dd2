use aws_lambda_events::{
    apigw::{ApiGatewayV2httpRequestContext, ApiGatewayV2httpResponse},
    encodings,
};
use axum::{
    Router,
    body::to_bytes,
    response::{IntoResponse, Response},
};
use genesis_aws::Cloud;
use genesis_core::{Assurance, Declaration, Reach, Role, Route, Scope};
use genesis_http::{ClientAddress, Endpoint, Identity, Refusal};
use lambda_http::{
    RequestExt,
    request::{LambdaRequest, RequestContext},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::{
    Failed,
    edge::Edge,
    gate::Turnstile,
    idempotency::{Once, run},
    recorder::{Recorder, Told},
};

/// An HTTP function behind the conversion of API Gateway's HTTP API events (payload format 2.0).
pub(crate) struct Door {
    route: Route,
    edge: Edge,
    inside: Inside,
}

/// What a request meets behind the conversion.
struct Inside {
    router: Router<Cloud>,
    once: Option<Once>,
    turnstile: Turnstile,
    recorder: Recorder,
    cloud: Cloud,
}

impl Door {
    pub fn new(declaration: &'static Declaration, endpoint: Endpoint<Cloud>, cloud: Cloud) -> Self {
        let (once, edge) = (Once::of(declaration, &endpoint.router, &cloud), Edge::of(&endpoint.route, &cloud));
        let recorder = Recorder::new(declaration, endpoint.route);
        let turnstile = Turnstile::of(declaration, endpoint.route, &cloud);
        Self { route: endpoint.route, edge, inside: Inside { router: endpoint.router, once, turnstile, recorder, cloud } }
    }

    pub async fn answer(&self, mut event: Value) -> Result<Value, Failed> {
        let begun = self.inside.cloud.clock().now();
        event["rawPath"] = encoded_path(&self.route, &event["pathParameters"]).into();
        let request: LambdaRequest = serde_json::from_value(event).map_err(|error| Failed::unreadable(&error))?;
        let response = self.edge.attend(request.into(), |request| Box::pin(enter(&self.inside, request))).await;
        if response.status().is_server_error() {
            self.inside.cloud.tell_failures(begun, 1);
        }
        serde_json::to_value(reply(response).await).map_err(|error| Failed::unreadable(&error))
    }
}

/// The route with its parameters filled in. The path of an event is decoded, so that what was a part of a parameter in it
/// and what was a slash cannot be told apart any more; the parameters themselves can.
fn encoded_path(route: &Route, parameters: &Value) -> String {
    let template = route.template();
    let parts = template.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => utf8_percent_encode(parameters[name].as_str().unwrap_or_default(), NON_ALPHANUMERIC).to_string(),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn enter(inside: &Inside, mut request: lambda_http::Request) -> Response {
    let (identity, address) = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => (identity_of(context), address_of(context)),
        _ => (Identity::Unknown, None),
    };
    request.extensions_mut().insert(identity);
    if let Some(address) = address {
        request.extensions_mut().insert(address);
    }
    let Some(entry) = inside.recorder.open(&inside.cloud, &request) else { return inside.answer(&inside.cloud, request).await };
    let response = inside.answer(&inside.cloud.with_ledger(entry.ledger.clone()), request).await;
    inside.recorder.close(&inside.cloud, &entry, Told::of(&response)).await;
    response
}

/// An answer as the gateway takes it. All text is UTF-8 here: the conversion of `lambda_http` would link the tables of every other encoding.
async fn reply(response: Response) -> ApiGatewayV2httpResponse {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("an answer is whole before it leaves");
    let mut reply = ApiGatewayV2httpResponse::default();
    reply.status_code = parts.status.as_u16().into();
    reply.headers = parts.headers;
    let text = String::from_utf8(bytes.into());
    reply.is_base64_encoded = text.is_err();
    reply.body = Some(text.map_or_else(|bytes| encodings::Body::Binary(bytes.into_bytes()), encodings::Body::Text));
    reply
}

impl Inside {
    async fn answer(&self, cloud: &Cloud, request: lambda_http::Request) -> Response {
        let (identity, address) = (request.extensions().get::<Identity>(), request.extensions().get::<ClientAddress>());
        let limits = match self.turnstile.admit(identity.unwrap_or(&Identity::Unknown), address.copied()).await {
            Ok(limits) => limits,
            Err(refused) => return refused.into_response(),
        };
        let response = match &self.once {
            Some(once) => once.answer(cloud, request).await,
            None => run(self.router.clone().with_state(cloud.clone()), request).await,
        };
        (limits, response).into_response()
    }
}

/// The caller as the authorizer's context tells it. Anything short of a whole identity is none.
fn identity_of(context: &ApiGatewayV2httpRequestContext) -> Identity {
    let fields = context.authorizer.as_ref().map(|authorizer| &authorizer.fields);
    let field = |name: &str| fields.and_then(|fields| fields.get(name)).and_then(Value::as_str);
    match (holder_of(field), field("refused")) {
        (holder, None) => holder,
        (_, Some(Identity::UNPROVEN)) => Identity::Unproven,
        (Identity::Known { tenant, user, credential, .. }, Some(refused)) => {
            Refusal::parse(refused).map_or(Identity::Unknown, |refusal| Identity::Refused { tenant, user, credential, refusal })
        }
        (_, Some(_)) => Identity::Unknown,
    }
}

fn holder_of<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Identity {
    let Some(credential) = field("credential").and_then(|text| text.parse().ok()) else { return Identity::Unknown };
    let scopes: Vec<Scope> = field("scopes").unwrap_or_default().split(' ').filter_map(Scope::parse).collect();
    match (field("tenant").map(str::parse), field("user").map(str::parse), field("role").and_then(Role::parse)) {
        (Some(Ok(tenant)), Some(Ok(user)), Some(role)) => {
            let assurance = field("assurance").and_then(Assurance::parse).unwrap_or(Assurance::OneFactor);
            let reach = field("reach").and_then(Reach::parse).unwrap_or(Reach::Narrow);
            Identity::Known { tenant, user, role, credential, assurance, reach, scopes }
        }
        (None, None, None) if scopes == [Scope::AdministerPlatform] => Identity::Administrator { credential },
        _ => Identity::Unknown,
    }
}

/// Only the gateway knows it: headers say what whoever sends them likes.
fn address_of(context: &ApiGatewayV2httpRequestContext) -> Option<ClientAddress> {
    context.http.source_ip.as_deref()?.parse().ok().map(ClientAddress)
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use serde_json::json;

    use super::*;

    #[test]
    fn text_leaves_as_it_is_and_other_bytes_in_base64() {
        for (bytes, body, is_base64) in [("caf\u{e9}".as_bytes(), "caf\u{e9}", false), (b"", "", false), (b"\xff\x00", "/wA=", true)] {
            let answer = serde_json::to_value(block_on(reply(bytes.into_response()))).unwrap();
            assert_eq!(
                (&answer["statusCode"], &answer["body"], &answer["isBase64Encoded"]),
                (&json!(200), &json!(body), &json!(is_base64))
            );
        }
    }
}
