use genesis_core::{Role, Scope, UserId};

/// What comes with a role.
pub fn permissions_of(role: Role) -> &'static [Scope] {
    match role {
        Role::Owner => &Scope::OF_TENANTS,
        Role::Admin => &[
            Scope::ManageUsers,
            Scope::ViewAnalytics,
            Scope::ManageOrchestrations,
            Scope::ManageAgents,
            Scope::ManageMemory,
            Scope::ExportData,
        ],
        Role::Member => &[Scope::ViewAnalytics, Scope::ManageOrchestrations, Scope::ManageAgents, Scope::ManageMemory],
        Role::Viewer => &[Scope::ViewAnalytics],
    }
}

/// Whether one user may change, suspend or remove another: an owner everybody who is none, an admin members and viewers,
/// everybody themselves.
pub fn may_manage(actor: (UserId, Role), other: (UserId, Role)) -> bool {
    actor.0 == other.0
        || match actor.1 {
            Role::Owner => other.1 != Role::Owner,
            Role::Admin => matches!(other.1, Role::Member | Role::Viewer),
            Role::Member | Role::Viewer => false,
        }
}

/// Whether somebody of a role may give another one that role: none above their own.
pub fn may_give(giver: Role, role: Role) -> bool {
    giver <= role
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    #[test]
    fn a_role_may_what_the_one_below_it_may_and_more() {
        for pair in Role::ALL.windows(2) {
            let (mightier, below) = (permissions_of(pair[0]), permissions_of(pair[1]));
            assert!(below.iter().all(|scope| mightier.contains(scope)) && below.len() < mightier.len(), "{pair:?}");
        }
        assert!(!permissions_of(Role::Owner).contains(&Scope::AdministerPlatform));
    }

    #[test]
    fn owners_manage_who_is_no_owner_admins_members_and_viewers_and_everybody_themselves() {
        let ids = Ids::seeded(1);
        let (one, other) = (UserId::new(ids.next()), UserId::new(ids.next()));
        let managed = |actor| Role::ALL.map(|role| may_manage((one, actor), (other, role)));
        assert_eq!(managed(Role::Owner), [false, true, true, true]);
        assert_eq!(managed(Role::Admin), [false, false, true, true]);
        assert_eq!(managed(Role::Member), [false; 4]);
        assert_eq!(managed(Role::Viewer), [false; 4]);
        assert!(Role::ALL.into_iter().all(|role| may_manage((one, role), (one, role))));
    }

    #[test]
    fn only_an_owner_makes_an_owner_and_only_admins_and_owners_an_admin() {
        let given = |giver| Role::ALL.map(|role| may_give(giver, role));
        assert_eq!([given(Role::Owner), given(Role::Admin)], [[true; 4], [false, true, true, true]]);
        assert_eq!([given(Role::Member), given(Role::Viewer)], [[false, false, true, true], [false, false, false, true]]);
    }
}
