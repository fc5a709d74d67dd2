use genesis_core::{Fault, Kind, Reach, Role, Scope, Timestamp, UserId};

use crate::{Name, User, UserStatus, may_give, may_manage, permissions_of};

/// Who changes the users of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    User {
        id: UserId,
        role: Role,
        reach: Reach,
        scopes: &'a [Scope],
    },
    /// Whoever runs the platform.
    Platform,
}

/// What is to become of a user; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    pub name: Option<Name>,
    pub role: Option<Role>,
    pub permissions: Option<Vec<Scope>>,
    pub status: Option<UserStatus>,
}

/// Why somebody may not do this to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    #[error("owners manage who is no owner, admins members and viewers, everybody themselves")]
    Manage,
    #[error("what becomes of a user is changed by themselves with a credential for all that they may do")]
    Narrow,
    #[error("managing users takes the scope manage_users")]
    Scope,
    #[error("nobody gives a role above their own, or one that may what their credential is not for")]
    Role,
    #[error("nobody gives a permission they do not have")]
    Permission,
    #[error("one's own second factor is removed by who has shown it, at /api/v1/security/mfa")]
    OwnFactor,
    #[error("the user is {}, and only active ones and suspended ones become each other", .0.as_str())]
    Status(UserStatus),
}

impl Actor<'_> {
    pub fn user(&self) -> Option<UserId> {
        match self {
            Actor::User { id, .. } => Some(*id),
            Actor::Platform => None,
        }
    }

    /// Whether somebody of this role with these permissions may be added by who is told how they come in.
    pub fn may_add(&self, role: Role, permissions: &[Scope]) -> Result<(), NotAllowed> {
        self.may_give_role(role)?;
        self.may_give_permissions(permissions, &[])
    }

    /// Whether this user may be removed.
    pub fn may_remove(&self, user: &User) -> Result<(), NotAllowed> {
        self.may_manage(user)
    }

    /// Whether this user's second factor may be taken from them, with the sessions that are open.
    pub fn may_reset_factor(&self, user: &User) -> Result<(), NotAllowed> {
        if self.user() == Some(user.id) { Err(NotAllowed::OwnFactor) } else { self.may_manage(user) }
    }

    /// The user with the change, if that is this actor's to make.
    pub fn change(&self, user: &User, change: UserChange, now: Timestamp) -> Result<User, NotAllowed> {
        self.may_manage(user)?;
        let mut changed = user.clone();
        if let Some(role) = change.role.filter(|role| *role != user.role) {
            self.has_scope()?;
            self.may_give_role(role)?;
            changed.role = role;
        }
        if let Some(permissions) = change.permissions.filter(|permissions| *permissions != user.permissions) {
            self.has_scope()?;
            self.may_give_permissions(&permissions, &user.permissions)?;
            changed.permissions = permissions;
        }
        if let Some(status) = change.status.filter(|status| *status != user.status) {
            self.has_scope()?;
            changed.status = user.status.to(status)?;
        }
        changed.name = change.name.unwrap_or(changed.name);
        Ok(if changed == *user { changed } else { changed.touched(now) })
    }

    fn may_manage(&self, user: &User) -> Result<(), NotAllowed> {
        match self {
            Actor::Platform => Ok(()),
            Actor::User { id, role, .. } if !may_manage((*id, *role), (user.id, user.role)) => Err(NotAllowed::Manage),
            Actor::User { id, reach, .. } if *id == user.id => match reach {
                Reach::Whole => Ok(()),
                Reach::Narrow => Err(NotAllowed::Narrow),
            },
            Actor::User { .. } => self.has_scope(),
        }
    }

    fn has_scope(&self) -> Result<(), NotAllowed> {
        match self {
            Actor::User { scopes, .. } if !scopes.contains(&Scope::ManageUsers) => Err(NotAllowed::Scope),
            Actor::User { .. } | Actor::Platform => Ok(()),
        }
    }

    /// Whoever makes a user can do all that the user can: a credential for users alone would make one for everything.
    fn may_give_role(&self, given: Role) -> Result<(), NotAllowed> {
        match self {
            Actor::User { role, scopes, .. } => {
                let is_theirs = may_give(*role, given) && permissions_of(given).iter().all(|scope| scopes.contains(scope));
                if is_theirs { Ok(()) } else { Err(NotAllowed::Role) }
            }
            Actor::Platform => Ok(()),
        }
    }

    /// What is there already may stay, whoever changes the rest.
    fn may_give_permissions(&self, given: &[Scope], before: &[Scope]) -> Result<(), NotAllowed> {
        match self {
            Actor::User { scopes, .. } if !given.iter().all(|scope| scopes.contains(scope) || before.contains(scope)) => {
                Err(NotAllowed::Permission)
            }
            Actor::User { .. } | Actor::Platform => Ok(()),
        }
    }
}

impl UserStatus {
    /// Where a change of a user's status leads that somebody asks for.
    fn to(self, next: UserStatus) -> Result<UserStatus, NotAllowed> {
        match (self, next) {
            (UserStatus::Active, UserStatus::Suspended) | (UserStatus::Suspended, UserStatus::Active) => Ok(next),
            _ => Err(NotAllowed::Status(self)),
        }
    }
}

impl Fault for NotAllowed {
    fn kind(&self) -> Kind {
        match self {
            NotAllowed::Manage
            | NotAllowed::Narrow
            | NotAllowed::Scope
            | NotAllowed::Role
            | NotAllowed::Permission
            | NotAllowed::OwnFactor => Kind::Forbidden,
            NotAllowed::Status(_) => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotAllowed::Manage => "may_not_manage_user",
            NotAllowed::Narrow => "narrow_credential",
            NotAllowed::Scope => "missing_scope",
            NotAllowed::Role => "may_not_give_role",
            NotAllowed::Permission => "may_not_give_permission",
            NotAllowed::OwnFactor => "own_second_factor",
            NotAllowed::Status(_) => "user_status",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            NotAllowed::Manage | NotAllowed::Narrow | NotAllowed::Scope => None,
            NotAllowed::Role => Some("role"),
            NotAllowed::Permission => Some("permissions"),
            NotAllowed::OwnFactor => Some("mfa_enabled"),
            NotAllowed::Status(_) => Some("status"),
        }
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;
    use crate::{Email, permissions_of};

    const NOW: Timestamp = Timestamp(9);

    fn user(n: u64, role: Role) -> User {
        let (email, name) = (Email::parse("email", "a@example.com").unwrap(), Name::parse("name", "A").unwrap());
        let id = UserId::new(Ids::seeded(n).next());
        User { role, ..User::founder(id, "a".to_owned(), email, name, Timestamp(0)) }
    }

    fn actor(user: &User) -> Actor<'static> {
        Actor::User { id: user.id, role: user.role, reach: Reach::Whole, scopes: permissions_of(user.role) }
    }

    fn to_role(role: Role) -> UserChange {
        UserChange { role: Some(role), ..UserChange::default() }
    }

    #[test]
    fn nobody_gives_a_role_above_their_own_or_a_permission_they_lack() {
        let (owner, admin, member) = (user(1, Role::Owner), user(2, Role::Admin), user(3, Role::Member));
        assert_eq!(actor(&admin).change(&member, to_role(Role::Owner), NOW), Err(NotAllowed::Role));
        assert_eq!(actor(&admin).change(&admin, to_role(Role::Owner), NOW), Err(NotAllowed::Role));
        assert_eq!(actor(&admin).change(&member, to_role(Role::Admin), NOW).unwrap().role, Role::Admin);
        assert_eq!(actor(&owner).change(&member, to_role(Role::Owner), NOW).unwrap().role, Role::Owner);
        let billing = || UserChange { permissions: Some(vec![Scope::ManageBilling]), ..UserChange::default() };
        assert_eq!(actor(&admin).change(&member, billing(), NOW), Err(NotAllowed::Permission));
        let biller = actor(&owner).change(&member, billing(), NOW).unwrap();
        assert_eq!(biller.permissions, [Scope::ManageBilling]);
        let both = UserChange { permissions: Some(vec![Scope::ManageBilling, Scope::ExportData]), ..UserChange::default() };
        assert!(actor(&admin).change(&biller, both, NOW).is_ok(), "what is there may stay");
    }

    #[test]
    fn everybody_renames_themselves_and_changes_nothing_else_without_the_scope() {
        let viewer = user(1, Role::Viewer);
        let name = UserChange { name: Some(Name::parse("name", "Bea").unwrap()), ..UserChange::default() };
        let renamed = actor(&viewer).change(&viewer, name.clone(), NOW).unwrap();
        assert_eq!((renamed.name.as_str(), renamed.version, renamed.updated_at), ("Bea", viewer.version + 1, NOW));
        let suspend = UserChange { status: Some(UserStatus::Suspended), ..UserChange::default() };
        assert_eq!(actor(&viewer).change(&viewer, suspend, NOW), Err(NotAllowed::Scope));
        assert_eq!(actor(&viewer).change(&user(2, Role::Viewer), name, NOW), Err(NotAllowed::Manage));
        assert_eq!(actor(&viewer).change(&viewer, to_role(Role::Viewer), NOW), Ok(viewer.clone()));
    }

    #[test]
    fn a_credential_that_is_not_for_users_manages_nobody_else() {
        let (owner, member) = (user(1, Role::Owner), user(2, Role::Member));
        let narrow = Actor::User { id: owner.id, role: Role::Owner, reach: Reach::Narrow, scopes: &[Scope::ManageMemory] };
        assert_eq!(narrow.may_remove(&member), Err(NotAllowed::Scope));
        assert_eq!((actor(&owner).may_remove(&owner), actor(&owner).may_remove(&member)), (Ok(()), Ok(())));
        assert_eq!((narrow.may_remove(&owner), Actor::Platform.may_remove(&owner)), (Err(NotAllowed::Narrow), Ok(())));
    }

    #[test]
    fn nobody_gives_a_role_that_may_what_their_credential_is_not_for() {
        let (owner, viewer) = (user(1, Role::Owner), user(2, Role::Viewer));
        let scopes = &[Scope::ManageUsers, Scope::ViewAnalytics];
        let narrow = Actor::User { id: owner.id, role: Role::Owner, reach: Reach::Narrow, scopes };
        let added = Role::ALL.map(|role| narrow.may_add(role, &[]));
        assert_eq!(added, [Err(NotAllowed::Role), Err(NotAllowed::Role), Err(NotAllowed::Role), Ok(())]);
        assert_eq!(narrow.change(&viewer, to_role(Role::Owner), NOW), Err(NotAllowed::Role));
    }

    #[test]
    fn a_second_factor_is_taken_by_who_manages_the_user_and_by_nobody_from_themselves() {
        let (owner, other, admin, member) = (user(1, Role::Owner), user(2, Role::Owner), user(3, Role::Admin), user(4, Role::Member));
        let taken = |by: &User| [&owner, &other, &admin, &member].map(|user| actor(by).may_reset_factor(user).is_ok());
        assert_eq!(taken(&owner), [false, false, true, true]);
        assert_eq!(taken(&admin), [false, false, false, true]);
        assert_eq!(taken(&member), [false; 4]);
        assert_eq!(Actor::Platform.may_reset_factor(&owner), Ok(()));
    }

    #[test]
    fn only_active_and_suspended_users_become_each_other() {
        let owner = user(1, Role::Owner);
        let next = |status| {
            let member = User { status, ..user(2, Role::Member) };
            let to = |to| actor(&owner).change(&member, UserChange { status: Some(to), ..UserChange::default() }, NOW).is_ok();
            UserStatus::ALL.map(to)
        };
        assert_eq!(next(UserStatus::Invited), [true, false, false, false]);
        assert_eq!(next(UserStatus::Active), [false, true, true, false]);
        assert_eq!(next(UserStatus::Suspended), [false, true, true, false]);
        assert_eq!(next(UserStatus::Deleted), [false, false, false, true]);
    }
}
