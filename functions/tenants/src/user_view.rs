use genesis_core::{Scope, Timestamp};
use genesis_tenancy::{TenantStatus, User, UserStatus, permissions_of};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserView {
    id: String,
    /// What the tenant's own systems call them.
    user_id: String,
    email: String,
    name: String,
    #[schemars(extend("enum" = ["owner", "admin", "member", "viewer"]))]
    role: &'static str,
    /// Beyond those of the role.
    permissions: Vec<&'static str>,
    /// All that the user may do, by role and by permissions of their own.
    scopes: Vec<&'static str>,
    #[schemars(extend("enum" = ["invited", "active", "suspended"]))]
    status: &'static str,
    invited_by: Option<String>,
    /// RFC 3339; null where nobody had to be invited.
    invited_at: Option<String>,
    /// RFC 3339; null until they came.
    accepted_at: Option<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

/// What an invited one is told. The token is shown this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InvitationView {
    /// The user they will be.
    user: String,
    token: String,
    /// RFC 3339.
    expires_at: String,
}

impl UserView {
    /// With the tenant, its active users are suspended.
    pub fn within(tenant: TenantStatus, user: User) -> Self {
        let status =
            if tenant == TenantStatus::Suspended && user.status == UserStatus::Active { UserStatus::Suspended } else { user.status };
        Self { status: status.as_str(), ..user.into() }
    }
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let own = |scope: &Scope| permissions_of(user.role).contains(scope) || user.permissions.contains(scope);
        Self {
            id: user.id.to_string(),
            role: user.role.as_str(),
            permissions: user.permissions.iter().map(|scope| scope.as_str()).collect(),
            scopes: Scope::OF_TENANTS.into_iter().filter(own).map(Scope::as_str).collect(),
            status: user.status.as_str(),
            invited_by: user.invited_by.map(|by| by.to_string()),
            invited_at: user.invited_at.map(|at| at.to_string()),
            accepted_at: user.accepted_at.map(|at| at.to_string()),
            created_at: user.created_at.to_string(),
            updated_at: user.updated_at.to_string(),
            user_id: user.external_id,
            email: user.email.into_text(),
            name: user.name.into_text(),
        }
    }
}

impl InvitationView {
    pub fn new(user: &User, token: String, expires_at: Timestamp) -> Self {
        Self { user: user.id.to_string(), token, expires_at: expires_at.to_string() }
    }
}
