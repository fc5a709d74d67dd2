use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use genesis_core::Kind;
use genesis_http::{Problem, protect};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;

/// A function's answer as the client gets it.
pub(super) async fn response(answer: Value) -> Response<Bytes> {
    match read(&answer) {
        Some(response) => response,
        None => problem(Problem::new(Kind::Internal, "unreadable_answer", "the service failed to answer")).await,
    }
}

pub(super) async fn problem(problem: Problem) -> Response<Bytes> {
    let (mut parts, body) = super::into_response(problem).into_parts();
    protect(&mut parts.headers);
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Response::from_parts(parts, body)
}

/// Names the methods that are (RFC 9110, section 15.5.6).
pub(super) async fn not_allowed(methods: impl Iterator<Item = &&'static str>) -> Response<Bytes> {
    let mut response = problem(Problem::method_not_allowed()).await;
    let allowed = methods.copied().collect::<Vec<_>>().join(", ");
    response.headers_mut().insert(header::ALLOW, HeaderValue::try_from(allowed).expect("names of methods"));
    response
}

fn read(answer: &Value) -> Option<Response<Bytes>> {
    let status = StatusCode::from_u16(u16::try_from(answer["statusCode"].as_u64()?).ok()?).ok()?;
    let body = match &answer["body"] {
        Value::String(text) if answer["isBase64Encoded"] == true => Bytes::from(STANDARD.decode(text).ok()?),
        Value::String(text) => Bytes::from(text.clone()),
        _ => Bytes::new(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        let (name, value) = (HeaderName::try_from(name).ok()?, HeaderValue::from_str(value.as_str()?).ok()?);
        response.headers_mut().append(name, value);
    }
    Some(response)
}
