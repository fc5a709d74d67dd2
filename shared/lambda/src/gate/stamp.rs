use std::time::Duration;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use genesis_aws::Spent;
use genesis_limits::{Algorithm, Limit, Quota, Rate, Reading, policies, standings};

/// What an answer says of the limits that its request was under.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stamp(Vec<Quota>);

impl Stamp {
    pub fn of(quotas: Vec<Quota>) -> Self {
        Self(quotas)
    }

    pub fn of_share(spent: Spent) -> Self {
        let limit = Limit::new(Algorithm::FixedWindow, Rate::new(spent.per_minute, spent.per_minute));
        let reading = Reading { remaining: spent.left, reset_in: spent.reset_in };
        Self(vec![Quota { name: "address", limit, reading }])
    }

    pub fn onto(&self, mut response: Response) -> Response {
        let Some(tightest) = self.0.iter().min_by_key(|quota| quota.reading.remaining) else { return response };
        let headers = response.headers_mut();
        let mut put = |name, value: String| {
            headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).expect("names of ours and numbers"));
        };
        put("ratelimit-policy", policies(&self.0));
        put("ratelimit", standings(&self.0));
        put("x-ratelimit-limit", tightest.limit.rate.per_minute.to_string());
        put("x-ratelimit-remaining", tightest.reading.remaining.to_string());
        put("x-ratelimit-reset", whole_seconds(tightest.reading.reset_in).to_string());
        response
    }

    pub fn retry_after(mut response: Response, seconds: u64) -> Response {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

fn whole_seconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX)
}
