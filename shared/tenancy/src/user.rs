use genesis_core::{Role, Scope, TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{Email, Member, Name};

/// Somebody who belongs to a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// What the tenant's own systems call them.
    pub external_id: String,
    pub email: Email,
    pub name: Name,
    pub role: Role,
    /// Beyond those of the role.
    pub permissions: Vec<Scope>,
    pub status: UserStatus,
    pub invited_by: Option<UserId>,
    pub invited_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    /// The hash of the token that invites them, until it is used.
    pub invitation: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// One more with each change.
    pub version: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    Invited,
    Active,
    Suspended,
    /// Shown nowhere any more.
    Deleted,
}

impl User {
    /// Who a tenant begins with: an owner whom nobody had to invite.
    pub fn founder(id: UserId, external_id: String, email: Email, name: Name, now: Timestamp) -> Self {
        Self {
            id,
            external_id,
            email,
            name,
            role: Role::Owner,
            permissions: Vec::new(),
            status: UserStatus::Active,
            invited_by: None,
            invited_at: None,
            accepted_at: Some(now),
            invitation: None,
            created_at: now,
            updated_at: now,
            version: 0,
        }
    }

    /// Whoever is invited: nobody until they come.
    pub fn invited(self, by: Option<UserId>, token_hash: String, now: Timestamp) -> Self {
        let invitation = Some(token_hash);
        Self { status: UserStatus::Invited, invited_by: by, invited_at: Some(now), accepted_at: None, invitation, ..self }
    }

    /// The same with another invitation; none of one who does not wait to come.
    pub fn invited_again(self, token_hash: String, now: Timestamp) -> Option<Self> {
        let again = |user: Self| Self { invitation: Some(token_hash), invited_at: Some(now), ..user }.touched(now);
        (self.status == UserStatus::Invited).then_some(self).map(again)
    }

    /// Whoever was invited and has come; none of anybody else.
    pub fn accepted(self, now: Timestamp) -> Option<Self> {
        (self.status == UserStatus::Invited)
            .then(|| Self { status: UserStatus::Active, accepted_at: Some(now), invitation: None, ..self }.touched(now))
    }

    pub fn removed(self, now: Timestamp) -> Self {
        Self { status: UserStatus::Deleted, invitation: None, ..self }.touched(now)
    }

    pub fn is_active_owner(&self) -> bool {
        self.status == UserStatus::Active && self.role == Role::Owner
    }

    pub(crate) fn touched(self, now: Timestamp) -> Self {
        Self { updated_at: now, version: self.version + 1, ..self }
    }

    /// The user as credentials know them.
    pub fn member(&self, tenant: TenantId) -> Member {
        let is_active = self.status == UserStatus::Active;
        Member { tenant, user: self.id, role: self.role, permissions: self.permissions.clone(), is_active }
    }
}

impl UserStatus {
    pub const ALL: [UserStatus; 4] = [UserStatus::Invited, UserStatus::Active, UserStatus::Suspended, UserStatus::Deleted];

    pub fn as_str(self) -> &'static str {
        match self {
            UserStatus::Invited => "invited",
            UserStatus::Active => "active",
            UserStatus::Suspended => "suspended",
            UserStatus::Deleted => "deleted",
        }
    }
}
