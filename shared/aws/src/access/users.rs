//! Users, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a user | `{tenant}#user#{user}` | `user` |
//! | the same among the users of the tenant, by role and name | `{tenant}#users` | `{rank}#{name}#{user}` |
//! | whose an email address is | `{tenant}#email#{email}` | `email` |
//!
//! A user who was removed stays, and is not among the users any more; their address may be another's.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use genesis_core::{TenantId, UserId};
use genesis_tenancy::{Admission, Email, Invitation, Resource, User, UserStatus, Wish};
use serde::{Deserialize, Serialize};

use super::{
    ApiKeyRecord, Keyrings, NotKept, Taken, Tenants,
    invitations::{invitation_key, invitation_part, use_of_invitation},
    tenants::{Part, commit, refusal},
};
use crate::{
    Page, Quotas, Settings, StoreError,
    clients::Clients,
    quotas::Granted,
    sealing::SealingCell,
    table::{Key, Table, number, put, read, write},
};

/// So often a change is decided again when others changed the user, or the tenant's owners, first.
const TRIES: u32 = 16;
/// Of a name so much counts for the order.
const NAME_IN_ORDER: usize = 100;

/// The users of one tenant.
#[derive(Clone)]
pub struct Users {
    table: Table,
    quotas: Quotas,
    tenants: Tenants,
    keyrings: Keyrings,
    tenant: TenantId,
}

/// Whose an email address is.
#[derive(Debug, Serialize, Deserialize)]
struct Mailbox {
    user: UserId,
}

impl Users {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        let quotas = Quotas::new(clients.clone(), settings, tenant);
        let keyrings = Keyrings::new(clients.clone(), settings, SealingCell::default());
        Self { table, quotas, tenants: Tenants::new(clients, settings, tenant), keyrings, tenant }
    }

    /// Somebody who comes with this invitation, if the tenant may have one more.
    pub async fn invite(&self, user: &User, token_hash: &str, invitation: &Invitation) -> Result<Admission, NotKept> {
        let mut parts = creation(&self.table, self.tenant, user)?;
        parts.push((invitation_part(&self.table, token_hash, invitation)?, None));
        let (writes, meanings): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let quota = self.quotas.get().await?;
        match self.quotas.take(&self.table, quota, &Wish::user(), user.created_at, |_| Ok(writes.clone())).await? {
            Granted::All(admission) => Ok(*admission),
            Granted::Refused(place) => Err(refusal(&meanings, place)),
        }
    }

    /// One who was removed is not there.
    pub async fn find(&self, user: UserId) -> Result<Option<User>, StoreError> {
        let found: Option<User> = self.table.get(&user_key(self.tenant, user)).await?;
        Ok(found.filter(|user| user.status != UserStatus::Deleted))
    }

    /// A page of users, by role and then by name. One call, and another behind a user; none where the tenant never had that one.
    pub async fn list(&self, limit: u32, after: Option<UserId>) -> Result<Option<Page<User, UserId>>, StoreError> {
        let after = match after {
            None => None,
            Some(user) => match self.table.get::<User>(&user_key(self.tenant, user)).await? {
                Some(user) => Some(place_key(self.tenant, &user).sk),
                None => return Ok(None),
            },
        };
        let found = self.table.first(&users_key(self.tenant), after, limit + 1).await?;
        let users = found.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Some(Page::cut(users, limit, |user: &User| user.id)))
    }

    /// Reads, decides and writes; again where somebody else was quicker. What the change does to the tenant's owners, to the user's
    /// invitation and to what they call with is written with it. None where there is no such user.
    pub async fn change<E: From<NotKept>>(&self, user: UserId, decide: impl Fn(User) -> Result<User, E>) -> Result<Option<User>, E> {
        self.change_with(user, None, decide).await
    }

    /// The same of one who gets their first key with it.
    pub async fn change_with<E: From<NotKept>>(
        &self,
        user: UserId,
        first_key: Option<&ApiKeyRecord>,
        decide: impl Fn(User) -> Result<User, E>,
    ) -> Result<Option<User>, E> {
        for _ in 0..TRIES {
            let Some(seen) = self.find(user).await.map_err(NotKept::from)? else { return Ok(None) };
            let changed = decide(seen.clone())?;
            if changed == seen {
                return Ok(Some(seen));
            }
            match self.replace(&seen, &changed, first_key).await {
                Ok(()) => return Ok(Some(changed)),
                Err(NotKept::Store(StoreError::Conflict)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(NotKept::Store(StoreError::Conflict).into())
    }

    async fn replace(&self, seen: &User, changed: &User, first_key: Option<&ApiKeyRecord>) -> Result<(), NotKept> {
        let mut parts = replacement(&self.table, self.tenant, seen, changed)?;
        parts.extend(self.owners(seen, changed).await?);
        parts.extend(self.invitation(seen, changed)?.into_iter().map(|part| (part, None)));
        parts.extend(self.credentials(seen, changed, first_key).await?.into_iter().map(|part| (part, None)));
        if changed.status == UserStatus::Deleted {
            parts.push((self.quotas.returning(Resource::Users, 1)?, None));
        }
        commit(&self.table, parts).await
    }

    /// One that is used must be there; one that is taken back may have run out.
    fn invitation(&self, seen: &User, changed: &User) -> Result<Vec<TransactWriteItem>, StoreError> {
        if seen.invitation == changed.invitation {
            return Ok(Vec::new());
        }
        let mut parts = Vec::new();
        if let Some(old) = &seen.invitation {
            let is_used = changed.status == UserStatus::Active;
            parts.push(if is_used { use_of_invitation(&self.table, old)? } else { self.table.removal(&invitation_key(old))? });
        }
        if let Some(new) = &changed.invitation {
            parts.push(invitation_part(&self.table, new, &Invitation::new(self.tenant, changed.id, changed.updated_at))?);
        }
        Ok(parts)
    }

    async fn credentials(
        &self,
        seen: &User,
        changed: &User,
        first_key: Option<&ApiKeyRecord>,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (before, member) = (seen.member(self.tenant), changed.member(self.tenant));
        let is_removed = changed.status == UserStatus::Deleted;
        match first_key {
            Some(key) => self.keyrings.beginning(&member, key),
            None if before == member && !is_removed => Ok(Vec::new()),
            None => self.keyrings.follow(&member, is_removed, changed.updated_at).await,
        }
    }

    /// The tenant, where it has an active owner more or less then.
    async fn owners(&self, seen: &User, changed: &User) -> Result<Vec<Part>, NotKept> {
        if seen.is_active_owner() == changed.is_active_owner() {
            return Ok(Vec::new());
        }
        let tenant = self.tenants.find().await?.ok_or(StoreError::Missing { operation: "GetItem" })?;
        let tenant = if changed.is_active_owner() { tenant.with_owner() } else { tenant.without_owner(taking_away(seen, changed))? };
        let parts = self.tenants.replacing(&tenant.changed(changed.updated_at))?;
        Ok(parts.into_iter().map(|part| (part, None)).collect())
    }
}

/// The request's field by which an active owner is none any more.
fn taking_away(seen: &User, changed: &User) -> &'static str {
    match changed.status {
        UserStatus::Deleted => "userId",
        UserStatus::Invited | UserStatus::Active | UserStatus::Suspended if changed.role != seen.role => "role",
        UserStatus::Invited | UserStatus::Active | UserStatus::Suspended => "status",
    }
}

/// A user who is new, at an address that is nobody's yet.
pub(super) fn creation(table: &Table, tenant: TenantId, user: &User) -> Result<Vec<Part>, StoreError> {
    Ok(vec![
        (table.new_item(&user_key(tenant, user.id), user)?, None),
        (table.new_item(&email_key(tenant, &user.email), &Mailbox { user: user.id })?, Some(Taken::Email)),
        (table.item(&place_key(tenant, user), user)?, None),
    ])
}

/// The user in the place of the version before.
fn replacement(table: &Table, tenant: TenantId, seen: &User, changed: &User) -> Result<Vec<Part>, StoreError> {
    let item = Put::builder().table_name(&table.name).set_item(Some(write(&user_key(tenant, changed.id), changed)?));
    let item = item.condition_expression("version = :seen").expression_attribute_values(":seen", number(seen.version));
    let mut parts = vec![(put(item)?, None)];
    let (before, after) = (place_key(tenant, seen), place_key(tenant, changed));
    if before != after || changed.status == UserStatus::Deleted {
        parts.push((table.removal(&before)?, None));
    }
    match changed.status {
        UserStatus::Deleted => parts.push((table.removal(&email_key(tenant, &seen.email))?, None)),
        UserStatus::Invited | UserStatus::Active | UserStatus::Suspended => parts.push((table.item(&after, changed)?, None)),
    }
    Ok(parts)
}

fn user_key(tenant: TenantId, user: UserId) -> Key {
    Key::new(format!("{tenant}#user#{user}"), "user")
}

fn users_key(tenant: TenantId) -> String {
    format!("{tenant}#users")
}

/// The mightiest role has the lowest rank.
fn place_key(tenant: TenantId, user: &User) -> Key {
    let name: String = user.name.as_str().to_lowercase().chars().take(NAME_IN_ORDER).collect();
    Key::new(users_key(tenant), format!("{}#{name}#{}", user.role as u8, user.id))
}

fn email_key(tenant: TenantId, email: &Email) -> Key {
    Key::new(format!("{tenant}#email#{}", email.as_str()), "email")
}
