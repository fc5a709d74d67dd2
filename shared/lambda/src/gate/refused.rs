use std::time::Duration;

use axum::response::{IntoResponse, Response};
use genesis_aws::{Exhausted, Stopped, StoreError};
use genesis_core::{Fault, Kind, Timestamp};
use genesis_http::{Problem, RateLimits, Refusal};
use genesis_limits::{LimitReached, Quota, whole_seconds};
use genesis_tenancy::{NotInTier, Unusable};

/// Why a request does not come in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("{reached}")]
    Limited { reached: LimitReached, quotas: Vec<Quota> },
    #[error(
        "this client is blocked for going on after it was refused, or by its tenant; try again in {} s",
        whole_seconds(*.retry_after).max(1)
    )]
    Blocked { retry_after: Duration },
    /// With what a stranger would be told of limits.
    #[error("the tenant is gone")]
    Gone(RateLimits),
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
            Stopped::Limited { policy, retry_after, quotas } => {
                Refused::Limited { reached: LimitReached { by: policy, retry_after }, quotas }
            }
            Stopped::Blocked { until } => Refused::Blocked { retry_after: Duration::from_millis(until.millis_since(now)) },
        }
    }

    /// By what somebody has in common with others.
    pub fn exhausted(by: &'static str, exhausted: Exhausted) -> Self {
        Refused::Limited { reached: LimitReached { by, retry_after: exhausted.retry_after }, quotas: vec![exhausted.quota(by)] }
    }

    fn limits(&self) -> RateLimits {
        match self {
            Refused::Limited { reached, quotas } => RateLimits::refusing(quotas.clone(), reached.retry_after),
            Refused::Blocked { retry_after } => RateLimits::blocked(*retry_after),
            Refused::Gone(limits) => limits.clone(),
            Refused::Unusable(_)
            | Refused::Address
            | Refused::SecondFactor
            | Refused::NotInTier(_)
            | Refused::Shut(_)
            | Refused::Store(_) => RateLimits::default(),
        }
    }
}

impl From<Unusable> for Refused {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Gone => Refused::Gone(RateLimits::default()),
            Unusable::Pending | Unusable::Suspended | Unusable::TrialOver | Unusable::SubscriptionOver => Refused::Unusable(unusable),
        }
    }
}

impl Fault for Refused {
    fn kind(&self) -> Kind {
        match self {
            Refused::Limited { .. } | Refused::Blocked { .. } => Kind::Limited,
            Refused::Gone(_) | Refused::SecondFactor => Kind::Unauthenticated,
            Refused::Unusable(_) | Refused::Address => Kind::Forbidden,
            Refused::NotInTier(lacking) => lacking.kind(),
            // Whatever the cause, nobody can tell at the time.
            Refused::Shut(_) | Refused::Store(_) => Kind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::Limited { .. } | Refused::Blocked { .. } => "rate_limited",
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
        let limits = self.limits();
        let problem = match self {
            Refused::Gone(_) => Problem::unauthenticated(),
            Refused::SecondFactor => Refusal::MfaRequired.into(),
            refused => Problem::from(refused),
        };
        (limits, problem).into_response()
    }
}
