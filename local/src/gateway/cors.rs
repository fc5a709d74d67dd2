//! Which pages may call, as HTTP APIs answer it: from an allow-list, and never everybody.

use std::{fmt, str::FromStr};

use bytes::Bytes;
use genesis_http::EXPOSED;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use url::Url;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE, PATCH, OPTIONS");
const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, idempotency-key, traceparent, x-api-key, x-mfa-code, x-request-id");
/// For so many seconds a browser need not ask again.
const MAX_AGE: HeaderValue = HeaderValue::from_static("3600");

/// Where a page comes from: scheme, host and port as browsers write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// What is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an origin like https://app.example.com")]
pub struct InvalidOrigin;

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(written: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(written).map_err(|_| InvalidOrigin)?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == written && !written.contains('*');
        is_web.then(|| HeaderValue::from_str(written)).and_then(Result::ok).map(Self).ok_or(InvalidOrigin)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Cors(Vec<Origin>);

impl Cors {
    pub fn new(origins: Vec<Origin>) -> Self {
        Self(origins)
    }

    /// The answer to a browser that asks before it asks, beside what [`Cors::headers`] adds to every answer. Who may not ask is told
    /// nothing.
    pub fn preflight(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let asks = request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if self.0.is_empty() || !asks {
            return None;
        }
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        if self.allowed(request.headers()).is_some() {
            response.headers_mut().extend([
                (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
                (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
            ]);
        }
        Some(response)
    }

    /// What an answer to this request says to a browser.
    pub fn headers(&self, request: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let vary = (header::VARY, HeaderValue::from_static("origin"));
        let allowed = self.allowed(request).map(|origin| (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        let exposed = allowed.is_some().then(|| (header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed()));
        [vary].into_iter().chain(allowed).chain(exposed).collect()
    }

    fn allowed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.0.iter().map(|Origin(allowed)| allowed).find(|allowed| *allowed == origin).cloned()
    }
}

fn exposed() -> HeaderValue {
    HeaderValue::from_str(&EXPOSED.join(", ")).expect("names of headers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_one_page_of_the_web() {
        for written in ["https://app.example.com", "http://localhost:3000"] {
            assert_eq!(written.parse::<Origin>().map(|origin| origin.to_string()), Ok(written.to_owned()));
        }
        for written in ["*", "null", "https://*", "app.example.com", "https://app.example.com/", "https://app.example.com:443", "file:///x"]
        {
            assert_eq!(written.parse::<Origin>(), Err(InvalidOrigin), "{written}");
        }
    }
}
