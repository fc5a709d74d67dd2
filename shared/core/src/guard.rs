use serde::{Deserialize, Serialize};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    Public,
    /// Any caller of a tenant, even one who has still to show the second factor that the tenant asks for.
    OneFactor,
    /// Any caller of a tenant, whatever the credential is for.
    Tenant,
    /// A caller of a tenant with a credential for all that its user may do: what the user comes in with is changed by nothing less.
    Account,
    /// The same, from who has still to show the second factor that the tenant asks for, too.
    AccountOneFactor,
    Scope(Scope),
    /// An owner of a tenant, with a credential for everything that owners may do.
    Owner,
    /// Whoever runs the platform, and nobody of a tenant.
    Platform,
}

impl Guard {
    /// Whether nobody is asked who they are.
    pub fn is_public(self) -> bool {
        match self {
            Guard::Public => true,
            Guard::OneFactor
            | Guard::Tenant
            | Guard::Account
            | Guard::AccountOneFactor
            | Guard::Scope(_)
            | Guard::Owner
            | Guard::Platform => false,
        }
    }

    /// What a caller's credential must be for, where it is one thing.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Guard::Scope(scope) => Some(scope),
            Guard::Public
            | Guard::OneFactor
            | Guard::Tenant
            | Guard::Account
            | Guard::AccountOneFactor
            | Guard::Owner
            | Guard::Platform => None,
        }
    }
}

/// What a credential may be used for, and a role or a permission of a user's own allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    ManageUsers,
    ManageBilling,
    ViewAnalytics,
    ManageOrchestrations,
    ManageAgents,
    ManageMemory,
    ManageSecurity,
    ExportData,
    ManageIntegrations,
    /// Whoever runs the platform: no role has it, and no user can be given it.
    AdministerPlatform,
}

impl Scope {
    /// What users of tenants may be allowed.
    pub const OF_TENANTS: [Scope; 9] = [
        Scope::ManageUsers,
        Scope::ManageBilling,
        Scope::ViewAnalytics,
        Scope::ManageOrchestrations,
        Scope::ManageAgents,
        Scope::ManageMemory,
        Scope::ManageSecurity,
        Scope::ExportData,
        Scope::ManageIntegrations,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Scope::ManageUsers => "manage_users",
            Scope::ManageBilling => "manage_billing",
            Scope::ViewAnalytics => "view_analytics",
            Scope::ManageOrchestrations => "manage_orchestrations",
            Scope::ManageAgents => "manage_agents",
            Scope::ManageMemory => "manage_memory",
            Scope::ManageSecurity => "manage_security",
            Scope::ExportData => "export_data",
            Scope::ManageIntegrations => "manage_integrations",
            Scope::AdministerPlatform => "administer_platform",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::OF_TENANTS.into_iter().chain([Scope::AdministerPlatform]).find(|scope| scope.as_str() == text)
    }
}

/// What a user is to a tenant, the mightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Admin,
    Member,
    Viewer,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Owner, Role::Admin, Role::Member, Role::Viewer];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Member => "member",
            Role::Viewer => "viewer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_public_asks_nobody_and_only_a_scope_has_one() {
        for (guard, is_public, scope) in [
            (Guard::Public, true, None),
            (Guard::OneFactor, false, None),
            (Guard::Tenant, false, None),
            (Guard::Account, false, None),
            (Guard::AccountOneFactor, false, None),
            (Guard::Scope(Scope::ManageUsers), false, Some(Scope::ManageUsers)),
            (Guard::Owner, false, None),
            (Guard::Platform, false, None),
        ] {
            assert_eq!((guard.is_public(), guard.scope()), (is_public, scope), "{guard:?}");
        }
    }

    #[test]
    fn scopes_and_roles_are_read_as_they_are_written() {
        for scope in Scope::OF_TENANTS.into_iter().chain([Scope::AdministerPlatform]) {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!((Scope::parse("Manage_users"), Role::parse("")), (None, None));
    }
}
