use std::fmt;

use genesis_core::{Fault, Kind};
use serde::{Deserialize, Serialize};

use crate::Limit;

/// What a tenant has agreed on, and with it how much it may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    #[default]
    Free,
    Starter,
    Professional,
    Enterprise,
}

/// What only some tiers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    ApiAccess,
    Analytics,
    CustomAgents,
    Webhooks,
    ExportData,
    PrioritySupport,
    AuditLogs,
    Sso,
}

impl Feature {
    pub const ALL: [Feature; 8] = [
        Feature::ApiAccess,
        Feature::Analytics,
        Feature::CustomAgents,
        Feature::Webhooks,
        Feature::ExportData,
        Feature::PrioritySupport,
        Feature::AuditLogs,
        Feature::Sso,
    ];

    /// What it takes to call a function at all, by its name. Own agents and single sign-on are fields of what every tier calls.
    pub fn of_function(name: &str) -> Option<Self> {
        match name {
            "register-webhook-source" => Some(Feature::Webhooks),
            "list-security-events" => Some(Feature::AuditLogs),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Feature::ApiAccess => "api_access",
            Feature::Analytics => "analytics",
            Feature::CustomAgents => "custom_agents",
            Feature::Webhooks => "webhooks",
            Feature::ExportData => "export_data",
            Feature::PrioritySupport => "priority_support",
            Feature::AuditLogs => "audit_logs",
            Feature::Sso => "sso",
        }
    }
}

/// What a tenant asks for and only higher tiers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tier {tier} does not have {}", .feature.as_str())]
pub struct NotInTier {
    pub tier: Tier,
    pub feature: Feature,
}

impl Fault for NotInTier {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }

    fn code(&self) -> &'static str {
        "not_in_tier"
    }
}

/// How much a tenant may have, and use in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierLimits {
    pub users: Limit,
    pub runs_per_month: Limit,
    pub tokens_per_month: Limit,
    pub storage_bytes: Limit,
}

/// How fast a tenant may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRates {
    pub calls_per_minute: u32,
    /// Calls above the even flow that are let through at once.
    pub burst: u32,
    pub calls_per_hour: u32,
    pub calls_per_day: u32,
    pub queue_slots: u32,
    /// How many times an ordinary rate of 100 calls a minute.
    pub multiplier: u32,
    pub priority_boost: u32,
}

/// Storage is sold by so many bytes.
pub const GIGABYTE: u64 = 1_000_000_000;

impl Tier {
    pub const ALL: [Tier; 4] = [Tier::Free, Tier::Starter, Tier::Professional, Tier::Enterprise];

    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Free => "free",
            Tier::Starter => "starter",
            Tier::Professional => "professional",
            Tier::Enterprise => "enterprise",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.as_str() == text)
    }

    pub fn limits(self) -> TierLimits {
        let limits = |users, runs, tokens, gigabytes: u64| TierLimits {
            users: Limit::AtMost(users),
            runs_per_month: Limit::AtMost(runs),
            tokens_per_month: Limit::AtMost(tokens),
            storage_bytes: Limit::AtMost(gigabytes * GIGABYTE),
        };
        match self {
            Tier::Free => limits(5, 1_000, 100_000, 10),
            Tier::Starter => limits(25, 10_000, 1_000_000, 100),
            Tier::Professional => limits(100, 50_000, 5_000_000, 500),
            Tier::Enterprise => TierLimits {
                users: Limit::Unlimited,
                runs_per_month: Limit::Unlimited,
                tokens_per_month: Limit::Unlimited,
                storage_bytes: Limit::Unlimited,
            },
        }
    }

    pub fn rates(self) -> TierRates {
        let rates = |calls_per_minute, burst, calls_per_hour, calls_per_day, queue_slots, multiplier, priority_boost| TierRates {
            calls_per_minute,
            burst,
            calls_per_hour,
            calls_per_day,
            queue_slots,
            multiplier,
            priority_boost,
        };
        match self {
            Tier::Free => rates(100, 20, 1_000, 10_000, 10, 1, 0),
            Tier::Starter => rates(500, 40, 5_000, 50_000, 50, 5, 1),
            Tier::Professional => rates(2_000, 100, 20_000, 200_000, 200, 20, 2),
            Tier::Enterprise => rates(10_000, 200, 100_000, 1_000_000, 1_000, 100, 5),
        }
    }

    pub fn has(self, feature: Feature) -> bool {
        let from = match feature {
            Feature::ApiAccess | Feature::Analytics => Tier::Free,
            Feature::CustomAgents | Feature::Webhooks | Feature::ExportData => Tier::Starter,
            Feature::PrioritySupport | Feature::AuditLogs => Tier::Professional,
            Feature::Sso => Tier::Enterprise,
        };
        self >= from
    }

    pub fn allow(self, feature: Feature) -> Result<(), NotInTier> {
        if self.has(feature) { Ok(()) } else { Err(NotInTier { tier: self, feature }) }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_is_read_as_it_is_written() {
        for tier in Tier::ALL {
            assert_eq!(Tier::parse(tier.as_str()), Some(tier));
            assert_eq!(serde_json::to_value(tier).unwrap(), tier.as_str());
        }
        assert_eq!(Tier::parse("platinum"), None);
    }

    #[test]
    fn a_higher_tier_has_everything_that_a_lower_one_has_and_more() {
        for (lower, higher) in Tier::ALL.into_iter().zip(Tier::ALL.into_iter().skip(1)) {
            let (less, more) = (lower.limits(), higher.limits());
            assert!(less.users < more.users && less.runs_per_month < more.runs_per_month, "{lower} {higher}");
            assert!(less.tokens_per_month < more.tokens_per_month && less.storage_bytes < more.storage_bytes, "{lower} {higher}");
            let (slower, faster) = (lower.rates(), higher.rates());
            assert!(slower.calls_per_minute < faster.calls_per_minute && slower.burst < faster.burst, "{lower} {higher}");
        }
    }

    #[test]
    fn what_is_unlimited_is_minus_one_on_the_wire() {
        let wire = serde_json::to_value(Tier::Enterprise.limits()).unwrap();
        let unlimited = serde_json::json!({"users": -1, "runs_per_month": -1, "tokens_per_month": -1, "storage_bytes": -1});
        assert_eq!(wire, unlimited);
        assert_eq!(serde_json::to_value(Tier::Free.limits()).unwrap()["storage_bytes"], 10_000_000_000_u64);
    }

    #[test]
    fn single_sign_on_is_for_enterprises_alone() {
        assert_eq!(Tier::ALL.map(|tier| tier.has(Feature::Sso)), [false, false, false, true]);
        assert_eq!(Tier::ALL.map(|tier| tier.has(Feature::Webhooks)), [false, true, true, true]);
        assert_eq!(Tier::ALL.map(|tier| tier.has(Feature::AuditLogs)), [false, false, true, true]);
        assert!(Tier::ALL.into_iter().all(|tier| tier.has(Feature::ApiAccess) && tier.has(Feature::Analytics)));
    }
}
