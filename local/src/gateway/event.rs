use std::{collections::BTreeMap, net::IpAddr};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use genesis_core::{Route, Timestamp};
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use serde_json::{Value, json};

/// One request on its way into an event.
pub(super) struct Conversion<'a> {
    pub route: Route,
    /// Decoded.
    pub path: &'a str,
    pub parameters: BTreeMap<String, String>,
    pub request_id: String,
    /// Whose the connection is.
    pub address: IpAddr,
    pub now: Timestamp,
}

impl Conversion<'_> {
    /// The event of payload format 2.0. Text bodies stay text, others are base64; a header's values are joined by commas.
    pub fn event(self, request: &Request<Bytes>) -> Value {
        let route_key = format!("{} {}", self.route.method.as_str(), self.route.path);
        let mut headers = joined(request.headers());
        headers.entry("host".to_owned()).or_insert_with(|| "localhost".to_owned());
        // What a client claims here does not get past a gateway.
        headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let (body, is_base64) = match std::str::from_utf8(request.body()) {
            Ok("") => (Value::Null, false),
            Ok(text) => (json!(text), false),
            Err(_) => (json!(STANDARD.encode(request.body())), true),
        };
        json!({
            "version": "2.0",
            "routeKey": route_key,
            "rawPath": self.path,
            "rawQueryString": request.uri().query().unwrap_or_default(),
            "queryStringParameters": query_parameters(request.uri().query().unwrap_or_default()),
            "pathParameters": self.parameters,
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "domainName": header("host"),
                "domainPrefix": "local",
                "http": {
                    "method": self.route.method.as_str(),
                    "path": self.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.address.to_string(),
                    "userAgent": header("user-agent"),
                },
                "requestId": self.request_id,
                "routeKey": route_key,
                "stage": "$default",
                "time": self.now.to_string(),
                "timeEpoch": self.now.0,
            },
            "headers": headers,
            "body": body,
            "isBase64Encoded": is_base64,
        })
    }
}

/// What the authorizer is asked: the same request without its body.
pub(super) fn for_authorizer(event: &Value) -> Value {
    let mut asked = json!({ "version": "2.0", "type": "REQUEST", "routeArn": "arn:aws:execute-api:us-east-1:000000000000:local/$default" });
    for field in ["routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "pathParameters"] {
        asked[field] = event[field].clone();
    }
    asked
}

/// What is not text in a value is replaced, so that a function sees that the header was there. A host that is not ASCII
/// makes no URI and is left out.
fn joined(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    let is_left_out =
        |name: &HeaderName, value: &HeaderValue| *name == header::CONNECTION || (*name == header::HOST && value.to_str().is_err());
    for (name, value) in headers.iter().filter(|(name, value)| !is_left_out(name, value)) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let values = joined.entry(name.as_str().to_owned()).or_default();
        if !values.is_empty() {
            values.push(',');
        }
        values.push_str(&value);
    }
    joined
}

fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let values = parameters.entry(name.into_owned()).or_default();
        if !values.is_empty() {
            values.push(',');
        }
        values.push_str(&value);
    }
    parameters
}
