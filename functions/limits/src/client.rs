use genesis_aws::Cloud;
use genesis_core::{Access, Grant, KeyId, Resource, Role, TenantId, UserId};
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
}

impl KnownClient {
    /// 404 where the tenant has no such client.
    pub async fn find(cloud: &Cloud, tenant: TenantId, id: &str) -> Result<Self, Problem> {
        let missing = || Problem::not_found().at("client_id");
        if let Ok(key) = id.parse::<KeyId>() {
            let record = cloud.api_keys().find(&key).await?.ok_or_else(missing)?;
            let owner = record.holder.member().filter(|owner| owner.tenant == tenant).ok_or_else(missing)?;
            return Ok(Self { name: ClientName::Key(key), kind: Client::Service, user: owner.user, role: owner.role });
        }
        let user: UserId = id.parse().map_err(|_| missing())?;
        let found = cloud.users(tenant).find(user).await?.ok_or_else(missing)?;
        Ok(Self { name: ClientName::User(user), kind: Client::with_role(found.role), user, role: found.role })
    }

    /// Nobody shuts themselves out, or a user whom they do not manage.
    pub fn may_be_shut_out_by(&self, caller: &Caller) -> Result<(), Problem> {
        let own = [ClientName::User(caller.user), ClientName::of(&caller.credential, Some(caller.user))];
        fitting("client_id", !own.contains(&self.name), "another client than the caller's own")?;
        caller.over_user(self.user, self.role)
    }
}
