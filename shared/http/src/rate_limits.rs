use std::{convert::Infallible, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue},
    response::{IntoResponseParts, ResponseParts},
};
use genesis_limits::{Quota, policies, standings, whole_seconds};

/// How the limits stand that a request was under, and when to come again where one of them refuses it, in headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimits {
    quotas: Vec<Quota>,
    retry_after: Option<Duration>,
    is_blocked: bool,
}

impl RateLimits {
    pub fn of(quotas: Vec<Quota>) -> Self {
        Self { quotas, ..Self::default() }
    }

    /// Of who is to come again after so long.
    pub fn refusing(quotas: Vec<Quota>, retry_after: Duration) -> Self {
        Self { quotas, retry_after: Some(retry_after), is_blocked: false }
    }

    /// Of who is kept out for so long: none of their requests remains, whatever a limit says.
    pub fn blocked(retry_after: Duration) -> Self {
        Self { quotas: Vec::new(), retry_after: Some(retry_after), is_blocked: true }
    }
}

impl IntoResponseParts for RateLimits {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        let headers = parts.headers_mut();
        let mut put = |name, value: String| {
            headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).expect("names of ours and numbers"));
        };
        if let Some(time) = self.retry_after {
            let seconds = whole_seconds(time).max(1).to_string();
            if self.is_blocked {
                put("x-ratelimit-remaining", "0".to_owned());
                put("x-ratelimit-reset", seconds.clone());
            }
            put("retry-after", seconds);
        }
        if let Some(tightest) = self.quotas.iter().min_by_key(|quota| quota.reading.remaining) {
            put("ratelimit-policy", policies(&self.quotas));
            put("ratelimit", standings(&self.quotas));
            put("x-ratelimit-limit", tightest.limit.rate.per_minute.to_string());
            put("x-ratelimit-remaining", tightest.reading.remaining.to_string());
            put("x-ratelimit-reset", whole_seconds(tightest.reading.reset_in).to_string());
        }
        Ok(parts)
    }
}
