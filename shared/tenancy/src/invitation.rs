use std::time::Duration;

use genesis_core::{Fault, Kind, TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// So long somebody may take to come.
pub const INVITED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// That somebody may come to a tenant as the user they were made. It is found by the hash of its token, which is kept nowhere
/// else, and is gone when it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub tenant: TenantId,
    pub user: UserId,
    pub expires_at: Timestamp,
}

/// A token that invites nobody, or nobody any more: which of the two, and whom, is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such invitation, or it was used, taken back or has run out")]
pub struct NoInvitation;

impl Invitation {
    pub fn new(tenant: TenantId, user: UserId, now: Timestamp) -> Self {
        Self { tenant, user, expires_at: now.plus(INVITED_FOR) }
    }

    pub fn holds(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

impl Fault for NoInvitation {
    fn kind(&self) -> Kind {
        Kind::NotFound
    }

    fn code(&self) -> &'static str {
        "no_invitation"
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    #[test]
    fn an_invitation_holds_for_seven_days() {
        let ids = Ids::seeded(1);
        let invitation = Invitation::new(TenantId::new(ids.next()), UserId::new(ids.next()), Timestamp(0));
        let week = 7 * 86_400_000;
        assert!(invitation.holds(Timestamp(week - 1)) && !invitation.holds(Timestamp(week)));
    }
}
