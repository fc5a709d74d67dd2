//! What goes back to the SDK, in the AWS JSON protocol's shape.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

pub(crate) type Reply = Response<Bytes>;

pub(crate) fn json_reply(status: StatusCode, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    reply.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/x-amz-json-1.0"));
    reply
}

pub(crate) fn success(body: &Value) -> Reply {
    json_reply(StatusCode::OK, body.to_string())
}

/// The client's fault: status 400 with the error's name.
pub(crate) fn refusal(name: &str, message: &str) -> Reply {
    failure(StatusCode::BAD_REQUEST, name, message)
}

pub(crate) fn failure(status: StatusCode, name: &str, message: &str) -> Reply {
    json_reply(status, json!({ "__type": name, "message": message }).to_string())
}

/// A failure in the shape of S3.
pub(crate) fn xml_failure(status: StatusCode, code: &str, message: &str) -> Reply {
    let document = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    let mut reply = Response::new(document.into());
    *reply.status_mut() = status;
    reply.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/xml"));
    reply
}

/// Gathers a response whose body is already in memory, as the engines' are.
pub(crate) async fn gathered<B>(response: Response<B>) -> Reply
where
    B: http_body_util::BodyExt<Data = Bytes>,
    B::Error: std::fmt::Display,
{
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(parts, body.to_bytes()),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", &error.to_string()),
    }
}
