use std::time::Duration;

use axum::response::{IntoResponse, Response};
use genesis_aws::{Stopped, StoreError};
use genesis_core::{Fault, Kind, Timestamp};
use genesis_http::{Problem, Refusal};
use genesis_limits::Quota;
use genesis_tenancy::{NotInTier, Unusable};

use super::Stamp;

/// Why a request does not come in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the limit of the {by} is reached; try again in {} s", seconds(*.retry_after))]
    Limited { by: &'static str, retry_after: Duration, quotas: Vec<Quota> },
    #[error("the limit of the {by} is reached; try again in {} s", seconds(*.retry_after))]
    Exhausted { by: &'static str, retry_after: Duration },
    #[error("this client is blocked for going on after it was refused, or by its tenant; try again in {} s", seconds(*.retry_after))]
    Blocked { retry_after: Duration },
    /// With what a stranger would be told of limits.
    #[error("the tenant is gone")]
    Gone(Stamp),
    #[error("the tenant is not usable: {}", .0.as_str())]
    Unusable(Unusable),
    #[error("requests from this address are not allowed")]
    Address,
    #[error("a second factor is required")]
    SecondFactor,
    #[error(transparent)]
    NotInTier(#[from] NotInTier),
    #[error("nobody can tell at the time whether the request may come in")]
    Shut(#[source] StoreError),
    /// What counts did not answer; whether that is to refuse a request is to be decided.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refused {
    pub fn of(stopped: Stopped, now: Timestamp) -> Self {
        match stopped {
            Stopped::Limited { policy, retry_after, quotas } => Refused::Limited { by: policy, retry_after, quotas },
            Stopped::Blocked { until } => Refused::Blocked { retry_after: Duration::from_millis(until.millis_since(now)) },
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Refused::Limited { retry_after, .. } | Refused::Exhausted { retry_after, .. } | Refused::Blocked { retry_after } => {
                Some(*retry_after)
            }
            Refused::Gone(_)
            | Refused::Unusable(_)
            | Refused::Address
            | Refused::SecondFactor
            | Refused::NotInTier(_)
            | Refused::Shut(_)
            | Refused::Store(_) => None,
        }
    }
}

impl From<Unusable> for Refused {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Gone => Refused::Gone(Stamp::default()),
            Unusable::Pending | Unusable::Suspended | Unusable::TrialOver | Unusable::SubscriptionOver => Refused::Unusable(unusable),
        }
    }
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Limited { .. } | Refused::Exhausted { .. } | Refused::Blocked { .. } => Kind::Limited,
            Refused::Gone(_) | Refused::SecondFactor => Kind::Unauthenticated,
            Refused::Unusable(_) | Refused::Address => Kind::Forbidden,
            Refused::NotInTier(lacking) => lacking.kind(),
            // Whatever the cause, nobody can tell at the time.
            Refused::Shut(_) | Refused::Store(_) => Kind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Limited { .. } | Refused::Exhausted { .. } | Refused::Blocked { .. } => "rate_limited",
            Refused::Gone(_) => "unauthenticated",
            Refused::Unusable(_) => "tenant_not_usable",
            Refused::Address => "address_not_allowed",
            Refused::SecondFactor => Refusal::MfaRequired.as_str(),
            Refused::NotInTier(lacking) => lacking.code(),
            Refused::Shut(_) | Refused::Store(_) => "gate_unavailable",
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after();
        let stamp = match &self {
            Refused::Limited { quotas, .. } => Stamp::of(quotas.clone()),
            Refused::Gone(stamp) => stamp.clone(),
            _ => Stamp::default(),
        };
        let problem = match self {
            Refused::Gone(_) => Problem::unauthenticated(),
            Refused::SecondFactor => Refusal::MfaRequired.into(),
            refused => Problem::from(refused),
        };
        let response = stamp.onto(problem.into_response());
        match retry_after {
            Some(time) => Stamp::retry_after(response, seconds(time)),
            None => response,
        }
    }
}

/// Rounded up, so that nobody comes too soon.
fn seconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1)
}
