use std::convert::Infallible;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponseParts, ResponseParts},
};
use genesis_core::TenantId;
use genesis_tenancy::{Admission, GIGABYTE, Limit, Meter, Quota, QuotaExceeded, Resource};
use schemars::JsonSchema;
use serde::Serialize;

const ORCHESTRATION: [&str; 2] = ["x-quota-orchestration-limit", "x-quota-orchestration-remaining"];
const TOKENS: [&str; 2] = ["x-quota-tokens-limit", "x-quota-tokens-remaining"];
const STORAGE: [&str; 2] = ["x-quota-storage-limit-gb", "x-quota-storage-remaining-gb"];
/// Seconds since 1970.
const RESET: &str = "x-quota-reset";
/// The resources that are nearly used up.
const WARNING: &str = "x-quota-warning";

/// What is left of a tenant's quota, in headers; -1 of what is unlimited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaHeaders(HeaderMap);

impl QuotaHeaders {
    /// After something was taken. A warning that is due is logged.
    pub fn after(tenant: TenantId, admission: &Admission) -> Self {
        for resource in &admission.warnings {
            let Meter { limit, used, reserved, .. } = admission.after.meter(*resource);
            tracing::warn!(%tenant, resource = resource.as_str(), %limit, used, reserved, "a tenant's quota is nearly used up");
        }
        Self::seen(&admission.after)
    }

    pub fn seen(quota: &Quota) -> Self {
        let mut headers = HeaderMap::new();
        let mut tell = |name, value: String| headers.insert(HeaderName::from_static(name), header_value(&value));
        for ([limit, remaining], meter) in [(ORCHESTRATION, &quota.runs), (TOKENS, &quota.tokens)] {
            tell(limit, meter.limit.to_string());
            tell(remaining, meter.remaining().to_string());
        }
        let [limit, remaining] = STORAGE;
        tell(limit, gigabytes(quota.storage.limit));
        tell(remaining, gigabytes(quota.storage.remaining()));
        tell(RESET, (quota.resets_at.0 / 1_000).to_string());
        let near: Vec<_> = quota.nearly_exhausted().map(Resource::as_str).collect();
        if !near.is_empty() {
            tell(WARNING, near.join(", "));
        }
        Self(headers)
    }
}

impl From<QuotaHeaders> for HeaderMap {
    fn from(headers: QuotaHeaders) -> Self {
        headers.0
    }
}

impl IntoResponseParts for QuotaHeaders {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().extend(self.0);
        Ok(parts)
    }
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("digits and names of resources")
}

fn gigabytes(limit: Limit) -> String {
    match limit {
        Limit::AtMost(bytes) => format!("{}.{:03}", bytes / GIGABYTE, bytes % GIGABYTE / (GIGABYTE / 1_000)),
        Limit::Unlimited => limit.to_string(),
    }
}

/// How it stands with a quota that does not suffice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ExceededQuota {
    /// `orchestration_runs`, `tokens`, `storage` (in bytes) or `users`.
    resource: &'static str,
    limit: i64,
    used: u64,
    /// What is held by runs and steps that have not ended.
    reserved: u64,
    /// RFC 3339; null where it does not begin anew by time.
    reset: Option<String>,
}

impl From<&QuotaExceeded> for ExceededQuota {
    fn from(exceeded: &QuotaExceeded) -> Self {
        let Meter { limit, used, reserved, .. } = *exceeded.meter();
        let reset = exceeded.resets_at().map(|at| at.to_string());
        Self { resource: exceeded.resource.as_str(), limit: limit.wire(), used, reserved, reset }
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Timestamp;
    use genesis_tenancy::Tier;

    use super::*;

    fn told(quota: &Quota) -> Vec<(String, String)> {
        let headers = QuotaHeaders::seen(quota).0;
        headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_headers_tell_what_is_left_and_what_is_near_its_end() {
        let mut quota = Quota::opened(Tier::Free, Timestamp(1_700_000_000_000));
        (quota.runs.used, quota.runs.reserved, quota.storage.used) = (898, 2, 1_234_000_000);
        let expected = [
            ("x-quota-orchestration-limit", "1000"),
            ("x-quota-orchestration-remaining", "100"),
            ("x-quota-tokens-limit", "100000"),
            ("x-quota-tokens-remaining", "100000"),
            ("x-quota-storage-limit-gb", "10.000"),
            ("x-quota-storage-remaining-gb", "8.766"),
            ("x-quota-reset", "1702592000"),
            ("x-quota-warning", "orchestration_runs"),
        ];
        assert_eq!(told(&quota), pairs(&expected));
    }

    #[test]
    fn what_is_unlimited_is_minus_one() {
        let told = told(&Quota::opened(Tier::Enterprise, Timestamp(0)));
        assert!(told.iter().filter(|(name, _)| name != RESET).all(|(_, value)| value == "-1"), "{told:?}");
    }
}
