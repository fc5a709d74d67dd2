use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Grant, KeyId, Resource, Role, TenantId, Timestamp, UserId};
use genesis_http::{Caller, Problem};
use genesis_limits::{Client, ClientName};

use crate::invalid_field::fitting;

/// The rights that finding a client takes.
pub(crate) const CLIENTS_SEEN: [Grant; 2] = [
    Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
    Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Read] },
];

/// A key or a user of a tenant, by its id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KnownClient {
    pub name: ClientName,
    pub kind: Client,
    /// Who it is, or whose.
    user: UserId,
    role: Role,
    /// Of a key, like [`KnownClient::last_request`].
    key_used_at: Option<Timestamp>,
}

impl KnownClient {
    /// 404 where the tenant has no such client.
    pub async fn find(cloud: &Cloud, tenant: TenantId, id: &str) -> Result<Self, Problem> {
        let missing = || Problem::not_found().at("client_id");
        if let Ok(key) = id.parse::<KeyId>() {
            let record = cloud.api_keys().find(&key).await?.ok_or_else(missing)?;
            let owner = record.holder.member().filter(|owner| owner.tenant == tenant).ok_or_else(missing)?;
            return Ok(Self {
                name: ClientName::Key(key),
                kind: Client::Service,
                user: owner.user,
                role: owner.role,
                key_used_at: record.last_used_at,
            });
        }
        let user: UserId = id.parse().map_err(|_| missing())?;
        let found = cloud.users(tenant).find(user).await?.ok_or_else(missing)?;
        Ok(Self { name: ClientName::User(user), kind: Client::with_role(found.role), user, role: found.role, key_used_at: None })
    }

    /// When it came last, of a user with whichever key or session: to five minutes, as these are noted. None before the first time.
    pub async fn last_request(&self, cloud: &Cloud, tenant: TenantId) -> Result<Option<Timestamp>, StoreError> {
        let ClientName::User(user) = self.name else { return Ok(self.key_used_at) };
        let Some(record) = cloud.keyrings().find(tenant, user).await? else { return Ok(None) };
        let keys = cloud.api_keys().find_all(&record.keyring.keys).await?;
        let sessions = cloud.sessions().find_all(record.keyring.sessions.into_iter().map(|session| session.hash)).await?;
        let by_key = keys.iter().filter_map(|key| key.last_used_at);
        Ok(by_key.chain(sessions.iter().map(|session| session.times.last_used_at)).max())
    }

    /// Nobody shuts themselves out, or a user whom they do not manage.
    pub fn may_be_shut_out_by(&self, caller: &Caller) -> Result<(), Problem> {
        let own = [ClientName::User(caller.user), ClientName::of(&caller.credential, Some(caller.user))];
        fitting("client_id", !own.contains(&self.name), "another client than the caller's own")?;
        caller.over_user(self.user, self.role)
    }
}
