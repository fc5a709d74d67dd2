use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What every answer says to browsers: an API is asked by programs, shows nothing, and is kept by nobody.
const PROTECTION: [(HeaderName, HeaderValue); 6] = [
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Puts what protects into an answer's headers, but for what it says itself.
pub fn protect(headers: &mut HeaderMap) {
    for (name, value) in PROTECTION {
        headers.entry(name).or_insert(value);
    }
}

/// What keys, sessions' tokens and invitations begin with.
const CREDENTIALS: [&str; 3] = ["gns_", "gss_", "gni_"];

/// What a request is known by, to its caller and in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
    const LONGEST: usize = 128;
    /// Of a name without letters.
    const MOST_DIGITS: usize = 6;

    /// As the caller names it, if that can stand in a log as it is; otherwise as the gateway does.
    pub fn of(headers: &HeaderMap, gateways: &str) -> Self {
        let named = headers.get(Self::HEADER).and_then(|value| value.to_str().ok());
        Self(named.filter(|name| Self::is_plain(name)).unwrap_or(gateways).to_owned())
    }

    fn is_plain(name: &str) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        (1..=Self::LONGEST).contains(&name.len()) && name.bytes().all(is_allowed) && !Self::is_somebodys(name)
    }

    /// A number by which somebody is known, or a credential of ours.
    fn is_somebodys(name: &str) -> bool {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        let is_number = digits > Self::MOST_DIGITS && !name.bytes().any(|byte| byte.is_ascii_alphabetic());
        is_number || CREDENTIALS.into_iter().any(|kind| name.contains(kind))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// None for what no header can hold.
    pub fn value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The trace that a request is a part of (W3C Trace Context, section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(String);

impl TraceId {
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let parent = headers.get("traceparent")?.to_str().ok()?;
        let mut parts = parent.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
        let is_named = |part: &str| part.bytes().any(|byte| byte != b'0');
        // A version to come may have more parts; this one has not.
        let is_whole = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        (is_whole && is_hex(trace, 32) && is_named(trace) && is_hex(span, 16) && is_named(span) && is_hex(flags, 2))
            .then(|| Self(trace.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_request_is_known_by_its_callers_name_if_that_is_plain() {
        for (name, known_by) in [
            ("9f1c-4d.2:a_b", "9f1c-4d.2:a_b"),
            ("", "gateway"),
            ("two words", "gateway"),
            ("quote\"", "gateway"),
            ("42", "42"),
            ("078-05-1120", "gateway"),
            ("4111111111111111", "gateway"),
            ("gns_0123456789abcdef_secret", "gateway"),
            (&"x".repeat(128), &"x".repeat(128)),
            (&"x".repeat(129), "gateway"),
        ] {
            assert_eq!(RequestId::of(&with("x-request-id", name), "gateway").as_str(), known_by, "{name}");
        }
        assert_eq!(RequestId::of(&HeaderMap::new(), "gateway").as_str(), "gateway");
    }

    #[test]
    fn a_trace_is_read_as_the_standard_writes_it() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (parent, is_read) in [
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
            ("00-4bf92f-00f067aa0ba902b7-01", false),
            ("", false),
        ] {
            assert_eq!(TraceId::of(&with("traceparent", parent)).map(|read| read.0), is_read.then(|| trace.to_owned()), "{parent}");
        }
    }

    #[test]
    fn an_answer_keeps_what_it_says_itself() {
        let mut headers = with("cache-control", "private");
        protect(&mut headers);
        assert_eq!((headers.len(), &headers["cache-control"]), (PROTECTION.len(), &HeaderValue::from_static("private")));
    }
}
