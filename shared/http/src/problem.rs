use std::mem;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use genesis_core::{Fault, Kind, TenantId};
use genesis_tenancy::QuotaExceeded;
use schemars::JsonSchema;
use serde::Serialize;

use crate::quota::{ExceededQuota, QuotaHeaders};

/// An RFC 9457 problem document. Only 4xx say what went wrong; 5xx keep their cause for the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    type_: String,
    title: &'static str,
    status: u16,
    /// Stable; what a client may match on.
    code: &'static str,
    detail: String,
    /// The fields that must change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    #[serde(flatten)]
    over_quota: Option<Box<OverQuota>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
struct OverQuota {
    /// Of which quota there is not enough.
    quota_info: ExceededQuota,
    /// Where a tenant gets more of it.
    upgrade_url: String,
    #[serde(skip)]
    headers: HeaderMap,
}

/// The code of the problem that a response tells of, beside its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemCode(pub &'static str);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
struct FieldProblem {
    /// In dotted form, like `documents[3].title`.
    field: String,
    detail: String,
}

/// After so many seconds whatever did not answer may do so again.
const COME_AGAIN: HeaderValue = HeaderValue::from_static("5");

impl Problem {
    pub fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Self {
        let (status, title) = status_of(kind);
        Self::with_status(status, title, code, detail)
    }

    /// The same problem, naming the field that must change.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.errors.push(FieldProblem { field: field.into(), detail: self.detail.clone() });
        self
    }

    /// The same of something that lies within a field: what names fields names them there.
    pub fn within(mut self, field: &str) -> Self {
        for problem in &mut self.errors {
            problem.field = format!("{field}.{}", problem.field);
        }
        self
    }

    /// More is wanted of a tenant's quota than is left.
    pub fn over_quota(tenant: TenantId, exceeded: &QuotaExceeded) -> Self {
        let upgrade_url = format!("/api/v1/tenants/{tenant}/tier");
        let over = OverQuota { quota_info: exceeded.into(), upgrade_url, headers: QuotaHeaders::seen(&exceeded.quota).into() };
        Self { over_quota: Some(Box::new(over)), ..Self::new(exceeded.kind(), exceeded.code(), exceeded.to_string()) }
    }

    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "not_found", "there is nothing here")
    }

    pub fn method_not_allowed() -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::with_status(status, "Method not allowed", "method_not_allowed", "this path does not take this method")
    }

    pub fn timed_out() -> Self {
        Self::with_status(StatusCode::REQUEST_TIMEOUT, "Request timeout", "body_too_slow", "the body did not arrive in time")
    }

    pub fn address_too_long() -> Self {
        Self::with_status(StatusCode::URI_TOO_LONG, "URI too long", "address_too_long", "the address is too long")
    }

    pub fn head_too_large() -> Self {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        Self::with_status(status, "Request header fields too large", "head_too_large", "the headers are too long")
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).expect("set from a StatusCode")
    }

    fn with_status(status: StatusCode, title: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        let (type_, detail) = (format!("urn:genesis:problem:{code}"), detail.into());
        Self { type_, title, status: status.as_u16(), code, detail, errors: Vec::new(), over_quota: None }
    }
}

impl<F: Fault> From<F> for Problem {
    fn from(fault: F) -> Self {
        let detail = match fault.kind() {
            Kind::Unavailable => {
                tracing::warn!(code = fault.code(), cause = %causes(&fault), "a dependency did not answer");
                "the service cannot answer right now; try again".to_owned()
            }
            Kind::Internal => {
                tracing::error!(code = fault.code(), cause = %causes(&fault), "a request failed");
                "the service failed to answer".to_owned()
            }
            _ => fault.to_string(),
        };
        let problem = Self::new(fault.kind(), fault.code(), detail);
        match fault.field() {
            Some(field) => problem.at(field),
            None => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let headers = self.over_quota.as_mut().map(|over| mem::take(&mut over.headers));
        let body = serde_json::to_vec(&self).expect("a problem is plain text and numbers");
        let mut response = (self.status(), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        response.headers_mut().extend(headers.unwrap_or_default());
        response.extensions_mut().insert(ProblemCode(self.code));
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, COME_AGAIN);
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("ApiKey header=\"x-api-key\""));
        }
        response
    }
}

fn status_of(kind: Kind) -> (StatusCode, &'static str) {
    match kind {
        Kind::Malformed => (StatusCode::BAD_REQUEST, "Malformed request"),
        Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "Invalid request"),
        Kind::Unauthenticated => (StatusCode::UNAUTHORIZED, "Unauthenticated"),
        Kind::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
        Kind::NotFound => (StatusCode::NOT_FOUND, "Not found"),
        Kind::Conflict => (StatusCode::CONFLICT, "Conflict"),
        Kind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Payload too large"),
        Kind::UnsupportedMedia => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
        Kind::Limited => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        Kind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Service unavailable"),
        Kind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "Internal error"),
    }
}

/// An error and everything beneath it, for the log.
fn causes(fault: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(fault), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
