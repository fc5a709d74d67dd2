use std::collections::BTreeMap;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_aws::KeptAnswer;

/// What headers begin with that tell of a tenant's quota.
const QUOTA: &str = "x-quota-";

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
            let (content_type, quota) = (content_type.to_owned(), of_quota(&parts.headers));
            Outcome::Done(KeptAnswer { status: status.as_u16(), content_type, quota, body: text.to_owned() })
        }
        (status, _) if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Failed,
    };
    (Response::from_parts(parts, Body::from(body)), outcome)
}

pub(super) fn replay(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response =
        (status, [(header::CONTENT_TYPE.as_str(), answer.content_type.as_str()), (REPLAYED, "true")], answer.body).into_response();
    let told =
        answer.quota.into_iter().filter_map(|(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?)));
    response.headers_mut().extend(told);
    response
}

fn of_quota(headers: &HeaderMap) -> BTreeMap<String, String> {
    let told = headers.iter().filter(|(name, _)| name.as_str().starts_with(QUOTA));
    told.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned()))).collect()
}
