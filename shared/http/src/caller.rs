use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};
use genesis_core::{Assurance, CredentialId, Guard, Reach, Role, Scope, TenantId, UserId};
use genesis_tenancy::{NotAllowed, may_manage};

use crate::{Problem, refused::Refused};

/// What the authorizer found out, passed along with the request. No header can claim it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    Known {
        tenant: TenantId,
        user: UserId,
        role: Role,
        credential: CredentialId,
        assurance: Assurance,
        reach: Reach,
        /// What the user may do, so far as the credential is for it.
        scopes: Vec<Scope>,
    },
    /// Whoever runs the platform: of no tenant.
    Administrator { credential: CredentialId },
    /// Whoever that is by credentials that hold and do not suffice.
    Refused { tenant: TenantId, user: UserId, credential: CredentialId, refusal: Refusal },
    /// Credentials of which nobody can tell at the time whether they hold.
    Unproven,
    /// No credentials, or none that hold.
    Unknown,
}

/// Why credentials that hold do not suffice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The tenant asks for a second factor, and none was shown.
    MfaRequired,
    /// What was shown for one does not hold. Who calls is not told this from what follows.
    MfaFailed,
    /// The same, and with that nothing is looked at for a while.
    LockedOut,
    /// Nothing was looked at: it is no code, there is nothing to hold it against, or the user is locked out.
    NotTaken,
}

/// Who calls for a tenant, with what the endpoint asks for already proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub tenant: TenantId,
    pub user: UserId,
    pub role: Role,
    pub credential: CredentialId,
    pub assurance: Assurance,
    pub reach: Reach,
    pub scopes: Vec<Scope>,
}

/// Who calls for the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    pub credential: CredentialId,
}

/// Who calls an endpoint that tenants' callers share with administrators, who may whatever its guard asks of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    Tenant(Caller),
    Platform(Administrator),
}

/// Where a request came from, as the gateway saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientAddress(pub IpAddr);

impl Refusal {
    pub const ALL: [Refusal; 4] = [Refusal::MfaRequired, Refusal::MfaFailed, Refusal::LockedOut, Refusal::NotTaken];

    /// What the authorizer says it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::MfaRequired => "mfa_required",
            Refusal::MfaFailed => "mfa_failed",
            Refusal::LockedOut => "locked_out",
            Refusal::NotTaken => "not_taken",
        }
    }

    /// What a client is told.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Refusal::MfaRequired => "mfa_required",
            Refusal::MfaFailed | Refusal::LockedOut | Refusal::NotTaken => "mfa_failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.as_str() == text)
    }
}

impl Identity {
    /// What the authorizer says of credentials that it could not look up.
    pub const UNPROVEN: &'static str = "unproven";

    /// Whether who that is must show a second factor first, where their tenant asks for one and this is what locks the endpoint.
    pub fn lacks_second_factor(&self, guard: Guard) -> bool {
        match (self, guard) {
            (_, Guard::Public | Guard::OneFactor | Guard::AccountOneFactor) => false,
            (Identity::Known { assurance, .. }, _) => *assurance == Assurance::OneFactor,
            (Identity::Administrator { .. } | Identity::Refused { .. } | Identity::Unproven | Identity::Unknown, _) => false,
        }
    }
}

impl Caller {
    /// The caller whose identity opens what the guard locks.
    pub fn admit(identity: Option<&Identity>, guard: Option<&Guard>) -> Result<Self, Problem> {
        let caller = match identity {
            Some(Identity::Known { tenant, user, role, credential, assurance, reach, scopes }) => {
                let (credential, scopes) = (credential.clone(), scopes.clone());
                Self { tenant: *tenant, user: *user, role: *role, credential, assurance: *assurance, reach: *reach, scopes }
            }
            Some(Identity::Administrator { .. }) => return Err(Refused::NoTenant.into()),
            Some(Identity::Refused { refusal, .. }) => return Err(Refused::Insufficient(*refusal).into()),
            Some(Identity::Unproven) => return Err(Refused::Unproven.into()),
            Some(Identity::Unknown) | None => return Err(Refused::Unauthenticated.into()),
        };
        caller.opens(*guard.ok_or(Refused::Unauthenticated)?)?;
        Ok(caller)
    }

    /// Whether the caller may do this, beyond what the endpoint asks for.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Refuses who has shown no second factor, whatever the tenant asks for.
    pub fn with_two_factors(&self) -> Result<(), Problem> {
        match self.assurance {
            Assurance::TwoFactors => Ok(()),
            Assurance::OneFactor => Err(Refusal::MfaRequired.into()),
        }
    }

    /// Refuses who does not manage this user.
    pub fn over_user(&self, user: UserId, role: Role) -> Result<(), Problem> {
        if may_manage((self.user, self.role), (user, role)) { Ok(()) } else { Err(NotAllowed::Manage.into()) }
    }

    /// Refuses who comes with less than a credential for all that the user may do, unless what it is about is this credential.
    pub fn over_own(&self, credential: &CredentialId) -> Result<(), Problem> {
        if self.credential == *credential { Ok(()) } else { Ok(self.opens(Guard::Account)?) }
    }

    fn opens(&self, guard: Guard) -> Result<(), Refused> {
        match guard {
            Guard::Public | Guard::OneFactor | Guard::Tenant => Ok(()),
            Guard::Account | Guard::AccountOneFactor if self.reach == Reach::Whole => Ok(()),
            Guard::Account | Guard::AccountOneFactor => Err(Refused::Narrow),
            Guard::Scope(scope) if self.may(scope) => Ok(()),
            Guard::Scope(scope) => Err(Refused::MissingScope(scope.as_str())),
            Guard::Owner if self.role == Role::Owner && Scope::OF_TENANTS.into_iter().all(|scope| self.may(scope)) => Ok(()),
            Guard::Owner => Err(Refused::NotOwner),
            Guard::Platform => Err(Refused::NotAdministrator),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Refused::Insufficient(refusal).into()
    }
}

impl Authority {
    /// Who that is, if their identity opens what the guard locks.
    pub fn admit(identity: Option<&Identity>, guard: Option<&Guard>) -> Result<Self, Problem> {
        match (identity, guard) {
            (Some(Identity::Administrator { credential }), Some(_)) => Ok(Self::Platform(Administrator { credential: credential.clone() })),
            _ => Caller::admit(identity, guard).map(Self::Tenant),
        }
    }

    /// Whose caller it is; nobody's for an administrator.
    pub fn tenant(&self) -> TenantId {
        match self {
            Authority::Tenant(caller) => caller.tenant,
            Authority::Platform(_) => TenantId::NOBODY,
        }
    }

    pub fn credential(&self) -> &CredentialId {
        match self {
            Authority::Tenant(caller) => &caller.credential,
            Authority::Platform(administrator) => &administrator.credential,
        }
    }

    /// Whether they may do this, beyond what the endpoint asks for: administrators may.
    pub fn may(&self, scope: Scope) -> bool {
        match self {
            Authority::Tenant(caller) => caller.may(scope),
            Authority::Platform(_) => true,
        }
    }

    /// Refuses who does not run the platform.
    pub fn over_all(&self) -> Result<(), Problem> {
        match self {
            Authority::Tenant(_) => Err(Refused::NotAdministrator.into()),
            Authority::Platform(_) => Ok(()),
        }
    }

    /// Refuses who is of another tenant, to whom this one is not there.
    pub fn over(&self, tenant: TenantId) -> Result<(), Problem> {
        match self {
            Authority::Tenant(caller) if caller.tenant != tenant => Err(Problem::not_found()),
            Authority::Tenant(_) | Authority::Platform(_) => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::admit(parts.extensions.get::<Identity>(), parts.extensions.get::<Guard>())
    }
}

impl<S: Sync> FromRequestParts<S> for Authority {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::admit(parts.extensions.get::<Identity>(), parts.extensions.get::<Guard>())
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match Authority::admit(parts.extensions.get::<Identity>(), parts.extensions.get::<Guard>())? {
            Authority::Platform(administrator) => Ok(administrator),
            Authority::Tenant(_) => Err(Refused::NotAdministrator.into()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Problem;

    /// A gateway names the address of every request.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Refused::NoAddress.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(role: Role, scopes: &[Scope]) -> Identity {
        let nobody = "00000000-0000-0000-0000-000000000000";
        let credential = "key:0123456789abcdef".parse().unwrap();
        let (user, assurance) = (nobody.parse().unwrap(), Assurance::OneFactor);
        let reach = if scopes == Scope::OF_TENANTS { Reach::Whole } else { Reach::Narrow };
        Identity::Known { tenant: TenantId::NOBODY, user, role, credential, assurance, reach, scopes: scopes.to_vec() }
    }

    fn refused(refusal: Refusal) -> Identity {
        let nobody = "00000000-0000-0000-0000-000000000000";
        let credential = "key:0123456789abcdef".parse().unwrap();
        Identity::Refused { tenant: TenantId::NOBODY, user: nobody.parse().unwrap(), credential, refusal }
    }

    #[test]
    fn a_guard_opens_to_whom_it_names_and_to_nobody_else() {
        let administrator = Identity::Administrator { credential: "key:0123456789abcdef".parse().unwrap() };
        let (all, none) = (Scope::OF_TENANTS, []);
        let identities = [
            known(Role::Owner, &all),
            known(Role::Owner, &[Scope::ManageMemory]),
            known(Role::Admin, &all),
            known(Role::Viewer, &none),
            administrator,
            refused(Refusal::MfaRequired),
            Identity::Unproven,
            Identity::Unknown,
        ];
        for (guard, callers, authorities) in [
            (Guard::OneFactor, [true, true, true, true, false, false, false, false], [true, true, true, true, true, false, false, false]),
            (Guard::Tenant, [true, true, true, true, false, false, false, false], [true, true, true, true, true, false, false, false]),
            (Guard::Account, [true, false, true, false, false, false, false, false], [true, false, true, false, true, false, false, false]),
            (
                Guard::AccountOneFactor,
                [true, false, true, false, false, false, false, false],
                [true, false, true, false, true, false, false, false],
            ),
            (
                Guard::Scope(Scope::ManageMemory),
                [true, true, true, false, false, false, false, false],
                [true, true, true, false, true, false, false, false],
            ),
            (Guard::Owner, [true, false, false, false, false, false, false, false], [true, false, false, false, true, false, false, false]),
            (Guard::Platform, [false; 8], [false, false, false, false, true, false, false, false]),
        ] {
            let admitted = |identity| Caller::admit(Some(identity), Some(&guard)).is_ok();
            assert_eq!(identities.each_ref().map(admitted), callers, "{guard:?}");
            let admitted = |identity| Authority::admit(Some(identity), Some(&guard)).is_ok();
            assert_eq!(identities.each_ref().map(admitted), authorities, "{guard:?}");
        }
        assert!(Caller::admit(Some(&known(Role::Owner, &all)), None).is_err(), "a request that came past no guard");
        assert!(Authority::admit(Some(&identities[4]), None).is_err());
    }

    #[test]
    fn a_caller_may_what_the_credential_is_for_and_an_administrator_anything() {
        let administrator = Identity::Administrator { credential: "key:0123456789abcdef".parse().unwrap() };
        for (identity, may) in [(known(Role::Viewer, &[Scope::ViewAnalytics]), [true, false]), (administrator, [true, true])] {
            let authority = Authority::admit(Some(&identity), Some(&Guard::Tenant)).unwrap();
            assert_eq!([Scope::ViewAnalytics, Scope::ManageBilling].map(|scope| authority.may(scope)), may, "{identity:?}");
        }
    }

    #[test]
    fn a_second_factor_is_asked_for_where_it_is_missing_but_for_what_leads_to_one() {
        let one = known(Role::Owner, &[]);
        let Identity::Known { tenant, user, role, credential, reach, scopes, .. } = one.clone() else { unreachable!("it is known") };
        let two = Identity::Known { tenant, user, role, credential, assurance: Assurance::TwoFactors, reach, scopes };
        for (guard, lacking) in [
            (Guard::Public, false),
            (Guard::OneFactor, false),
            (Guard::Tenant, true),
            (Guard::Account, true),
            (Guard::AccountOneFactor, false),
            (Guard::Scope(Scope::ManageMemory), true),
            (Guard::Owner, true),
        ] {
            assert_eq!(one.lacks_second_factor(guard), lacking, "{guard:?}");
            assert!(!two.lacks_second_factor(guard) && !Identity::Unknown.lacks_second_factor(guard), "{guard:?}");
        }
    }

    #[test]
    fn who_is_locked_out_is_told_what_a_wrong_code_is_told_and_who_cannot_be_proven_to_come_again() {
        let told = |identity: &Identity| Caller::admit(Some(identity), Some(&Guard::OneFactor)).unwrap_err();
        for other in [Refusal::LockedOut, Refusal::NotTaken] {
            assert_eq!(told(&refused(other)), told(&refused(Refusal::MfaFailed)));
        }
        assert_eq!([told(&refused(Refusal::MfaFailed)).status(), told(&Identity::Unproven).status()], [401, 503]);
    }
}
