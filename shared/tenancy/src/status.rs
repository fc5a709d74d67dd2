use genesis_core::{Fault, Kind, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Unusable;

/// What has become of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// Nobody of it has come yet.
    Pending,
    Active,
    Suspended,
    /// It is kept for a while, and opens nothing.
    Deleted,
}

/// Why and by whom a tenant was suspended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub reason: String,
    pub at: Timestamp,
    pub by: SuspendedBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspendedBy {
    /// An owner, who may take it back.
    Owner,
    /// Whoever runs the platform, who alone may.
    Platform,
}

/// A change that a tenant in its state does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchChange {
    #[error("{}", told(*.from, *.to))]
    Status { from: TenantStatus, to: TenantStatus },
    #[error("the tenant was suspended by whoever runs the platform, who alone can reactivate it")]
    NotYours,
    /// The tenant is active, and no longer usable all the same.
    #[error("the tenant is not suspended ({}): whoever runs the platform says until when it is open", .0.as_str())]
    Over(Unusable),
}

fn told(from: TenantStatus, to: TenantStatus) -> String {
    match from == to {
        true => format!("the tenant is {} already", from.as_str()),
        false => format!("a tenant that is {} does not become {}", from.as_str(), to.as_str()),
    }
}

impl SuspendedBy {
    pub fn as_str(self) -> &'static str {
        match self {
            SuspendedBy::Owner => "owner",
            SuspendedBy::Platform => "platform",
        }
    }
}

impl TenantStatus {
    pub const ALL: [TenantStatus; 4] = [TenantStatus::Pending, TenantStatus::Active, TenantStatus::Suspended, TenantStatus::Deleted];

    pub fn as_str(self) -> &'static str {
        match self {
            TenantStatus::Pending => "pending",
            TenantStatus::Active => "active",
            TenantStatus::Suspended => "suspended",
            TenantStatus::Deleted => "deleted",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The state after this one, if it may come after it.
    pub fn to(self, next: TenantStatus) -> Result<TenantStatus, NoSuchChange> {
        let follows = match (self, next) {
            (TenantStatus::Pending | TenantStatus::Suspended, TenantStatus::Active)
            | (TenantStatus::Active, TenantStatus::Suspended)
            | (TenantStatus::Pending | TenantStatus::Active | TenantStatus::Suspended, TenantStatus::Deleted) => true,
            (_, TenantStatus::Pending | TenantStatus::Active | TenantStatus::Suspended | TenantStatus::Deleted) => false,
        };
        if follows { Ok(next) } else { Err(NoSuchChange::Status { from: self, to: next }) }
    }
}

impl Fault for NoSuchChange {
    fn kind(&self) -> Kind {
        match self {
            NoSuchChange::Status { .. } | NoSuchChange::Over(_) => Kind::Conflict,
            NoSuchChange::NotYours => Kind::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NoSuchChange::Status { .. } | NoSuchChange::Over(_) => "tenant_status",
            NoSuchChange::NotYours => "suspended_by_platform",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_begins_pending_goes_between_active_and_suspended_and_ends_deleted() {
        let next = |from: TenantStatus| TenantStatus::ALL.map(|to| from.to(to).is_ok());
        assert_eq!(next(TenantStatus::Pending), [false, true, false, true]);
        assert_eq!(next(TenantStatus::Active), [false, false, true, true]);
        assert_eq!(next(TenantStatus::Suspended), [false, true, false, true]);
        assert_eq!(next(TenantStatus::Deleted), [false; 4]);
        assert!(TenantStatus::ALL.into_iter().all(|status| TenantStatus::parse(status.as_str()) == Some(status)));
    }
}
