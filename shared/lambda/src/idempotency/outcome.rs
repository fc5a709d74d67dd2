use axum::{
    body::{Body, to_bytes},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_aws::KeptAnswer;

pub(crate) const REPLAYED: &str = "idempotency-replayed";

/// What a handler's answer says of what it has done.
pub(super) enum Outcome {
    Done(KeptAnswer),
    /// Nothing has changed, by the word of a 4xx.
    Refused,
    /// Something may have changed.
    Failed,
}

pub(super) async fn outcome_of(response: Response) -> (Response, Outcome) {
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return (StatusCode::INTERNAL_SERVER_ERROR.into_response(), Outcome::Failed) };
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let outcome = match (parts.status, std::str::from_utf8(&body)) {
        (status, Ok(text)) if status.is_success() => {
            Outcome::Done(KeptAnswer { status: status.as_u16(), content_type: content_type.to_owned(), body: text.to_owned() })
        }
        (status, _) if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Failed,
    };
    (Response::from_parts(parts, Body::from(body)), outcome)
}

pub(super) fn replay(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE.as_str(), answer.content_type.as_str()), (REPLAYED, "true")], answer.body).into_response()
}
