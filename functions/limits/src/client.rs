use genesis_aws::{Cloud, Holder};
use genesis_core::{Access, Grant, KeyId, Resource, TenantId, UserId};
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
}

impl KnownClient {
    /// 404 where the tenant has no such client.
    pub async fn find(cloud: &Cloud, tenant: TenantId, id: &str) -> Result<Self, Problem> {
        let missing = || Problem::not_found().at("client_id");
        if let Ok(key) = id.parse::<KeyId>() {
            let record = cloud.api_keys().find(&key).await?.ok_or_else(missing)?;
            let is_theirs = matches!(record.holder, Holder::User(member) if member.tenant == tenant);
            return is_theirs.then_some(Self { name: ClientName::Key(key), kind: Client::Service }).ok_or_else(missing);
        }
        let user: UserId = id.parse().map_err(|_| missing())?;
        let found = cloud.users(tenant).find(user).await?.ok_or_else(missing)?;
        Ok(Self { name: ClientName::User(user), kind: Client::with_role(found.role) })
    }

    /// Nobody shuts themselves out.
    pub fn is_not(&self, caller: &Caller) -> Result<(), Problem> {
        let own = [ClientName::User(caller.user), ClientName::of(&caller.credential, Some(caller.user))];
        Ok(fitting("client_id", !own.contains(&self.name), "another client than the caller's own")?)
    }
}
