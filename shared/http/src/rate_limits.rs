use std::{convert::Infallible, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponseParts, ResponseParts},
};
use genesis_limits::{Quota, policies, standings, whole_seconds};

/// How the limits stand that a request was under, and when to come again where one of them refuses it, in headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimits {
    quotas: Vec<Quota>,
    retry_after: Option<Duration>,
}

impl RateLimits {
    pub fn of(quotas: Vec<Quota>) -> Self {
        Self { quotas, retry_after: None }
    }

    /// Of who is to come again after so long.
    pub fn refusing(quotas: Vec<Quota>, retry_after: Duration) -> Self {
        Self { quotas, retry_after: Some(retry_after) }
    }
}

impl IntoResponseParts for RateLimits {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        let headers = parts.headers_mut();
        if let Some(time) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(time).max(1)));
        }
        let Some(tightest) = self.quotas.iter().min_by_key(|quota| quota.reading.remaining) else { return Ok(parts) };
        let mut put = |name, value: String| {
            headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).expect("names of ours and numbers"));
        };
        put("ratelimit-policy", policies(&self.quotas));
        put("ratelimit", standings(&self.quotas));
        put("x-ratelimit-limit", tightest.limit.rate.per_minute.to_string());
        put("x-ratelimit-remaining", tightest.reading.remaining.to_string());
        put("x-ratelimit-reset", whole_seconds(tightest.reading.reset_in).to_string());
        Ok(parts)
    }
}
