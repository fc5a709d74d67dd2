use genesis_core::{Reach, Role, Scope, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::permissions_of;

/// A user as credentials know them. It is kept with each of them, and changed with the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub tenant: TenantId,
    pub user: UserId,
    pub role: Role,
    /// Beyond those of the role.
    pub permissions: Vec<Scope>,
    /// Whether the user may come in at all.
    pub is_active: bool,
}

impl Member {
    /// What an active user may do by role and permissions, so far as the credential is for it.
    pub fn scopes(&self, credential: &[Scope]) -> Vec<Scope> {
        let allowed = |scope: &Scope| permissions_of(self.role).contains(scope) || self.permissions.contains(scope);
        Scope::OF_TENANTS.into_iter().filter(|scope| credential.contains(scope) && allowed(scope)).collect()
    }

    /// Whether the credential is for all that the user may do.
    pub fn reach(&self, credential: &[Scope]) -> Reach {
        if self.scopes(credential) == self.scopes(&Scope::OF_TENANTS) { Reach::Whole } else { Reach::Narrow }
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    #[test]
    fn a_credential_is_for_what_it_and_its_user_both_may() {
        let ids = Ids::seeded(1);
        let (tenant, user) = (TenantId::new(ids.next()), UserId::new(ids.next()));
        let viewer =
            Member { tenant, user, role: Role::Viewer, permissions: vec![Scope::ExportData, Scope::AdministerPlatform], is_active: true };
        assert_eq!(viewer.scopes(&Scope::OF_TENANTS), [Scope::ViewAnalytics, Scope::ExportData]);
        assert_eq!(viewer.scopes(&[Scope::ExportData, Scope::ManageUsers]), [Scope::ExportData]);
        assert_eq!(viewer.scopes(&[Scope::AdministerPlatform]), []);
        let narrow = [Scope::ViewAnalytics, Scope::ManageUsers];
        assert_eq!([&Scope::OF_TENANTS[..], &narrow].map(|scopes| viewer.reach(scopes)), [Reach::Whole, Reach::Narrow]);
        assert_eq!(Member { permissions: Vec::new(), ..viewer }.reach(&narrow), Reach::Whole, "all that a viewer may");
    }
}
