//! What a tenant has of its quota, in the table `usage`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | limits, and what is taken of them | `{tenant}#quota` | `quota` |
//! | what was used on a day (`tenant_resource_usage`) | `{tenant}#usage` | `{date}` |
//!
//! What wants something takes it in the transaction that stores it, on the condition that there is as much; the transaction that
//! ends it settles what was reserved. So a crash loses nothing: what is open holds its part, and everything open is brought to an
//! end. A period that is over gives way with the first that takes something in the next one.

mod grant;
mod stored;
mod taking;
mod usage;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{TransactWriteItem, Update, builders::UpdateBuilder};
use genesis_core::{TenantId, Timestamp};
use genesis_tenancy::{Days, Quota, Resource, Tier, TierLimits};
use serde::de::DeserializeOwned;

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table, number, read, sort_key, text, update},
};

pub(crate) use self::grant::Granted;
use self::stored::StoredQuota;
pub use self::{grant::NotGranted, usage::DayOfUsage};

/// The quota of one tenant.
#[derive(Clone)]
pub struct Quotas {
    pub(crate) table: Table,
    tenant: TenantId,
}

/// What comes to an end of what was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Settlement {
    /// Runs that ended, which had reserved their place.
    pub runs: u64,
    /// The tokens that were reserved.
    pub reserved_tokens: u64,
    /// The tokens that were used instead.
    pub used_tokens: u64,
}

impl Quotas {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("usage")), tenant }
    }

    /// As it is now; it may show a period that is over. None where there is no such tenant.
    pub async fn find(&self) -> Result<Option<Quota>, StoreError> {
        Ok(self.table.get::<StoredQuota>(&self.place()).await?.map(Quota::from))
    }

    /// Of a tenant that is there.
    pub async fn get(&self) -> Result<Quota, StoreError> {
        self.find().await?.ok_or(StoreError::Missing { operation: "GetItem" })
    }

    /// With another thing of the tenant's, in one call. Every tenant that is there has one.
    pub(crate) async fn find_beside<T: DeserializeOwned>(&self, table: &Table, key: &Key) -> Result<(Option<T>, Quota), StoreError> {
        let (found, quota) = self.find_both(table, key).await?;
        Ok((found, quota.ok_or(StoreError::Missing { operation: "BatchGetItem" })?))
    }

    /// The same of a tenant that may not be there.
    pub(crate) async fn find_both<T: DeserializeOwned>(&self, table: &Table, key: &Key) -> Result<(Option<T>, Option<Quota>), StoreError> {
        let (found, quota, _) = self.find_with_days((table, key), None).await?;
        Ok((found, quota))
    }

    /// The same with what was used on these days, if any, of a month at most.
    pub(crate) async fn find_with_days<T: DeserializeOwned>(
        &self,
        (table, key): (&Table, &Key),
        days: Option<&Days>,
    ) -> Result<(Option<T>, Option<Quota>, Vec<DayOfUsage>), StoreError> {
        let place = self.place();
        let of_days = days.into_iter().flat_map(Days::each).map(|day| usage::day_key(self.tenant, &day));
        let keys: Vec<Key> = std::iter::once(place.clone()).chain(of_days).collect();
        let (found, beside) = table.get_beside(key, &self.table, &keys).await?;
        let (mut quotas, mut used): (Vec<_>, Vec<_>) = beside.into_iter().partition(|item| sort_key(item) == place.sk);
        used.sort_by(|one, other| sort_key(one).cmp(sort_key(other)));
        let quota = quotas.pop().map(read::<StoredQuota>).transpose()?.map(Quota::from);
        Ok((found.map(read).transpose()?, quota, used.into_iter().map(usage::day).collect::<Result<_, _>>()?))
    }

    /// Part of the transaction that creates the tenant with its first user.
    pub(crate) fn opening(&self, tier: Tier, at: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let mut quota = Quota::opened(tier, at);
        quota.users.used = 1;
        self.table.new_item(&self.place(), &StoredQuota::opened(&quota))
    }

    /// Part of the transaction that gives the tenant another tier: its limits are those of the tier from then on, whatever was agreed on
    /// apart from it, and what is taken stays so, be it more than that.
    pub(crate) fn under(&self, tier: Tier) -> Result<TransactWriteItem, StoreError> {
        let change = self.change().expression_attribute_values(":tier", text(tier.as_str()));
        update(limited(change.update_expression(format!("SET tier = :tier, {LIMITS}")), &tier.limits()))
    }

    /// Gives the tenant limits of its own, apart from its tier.
    pub async fn limit(&self, limits: &TierLimits) -> Result<(), StoreError> {
        let change = self.change().update_expression(format!("SET {LIMITS}"));
        self.table.commit(vec![update(limited(change, limits))?]).await
    }

    /// Part of the transaction in which runs or steps end.
    pub(crate) fn settling(&self, settled: &Settlement) -> Result<TransactWriteItem, StoreError> {
        let Settlement { runs, reserved_tokens, used_tokens } = *settled;
        let runs = signed(runs);
        let (reserved, used) = (signed(reserved_tokens), signed(used_tokens));
        self.table.sum(
            &self.place(),
            &[("runs_reserved", -runs), ("tokens_reserved", -reserved), ("tokens_taken", used.saturating_sub(reserved))],
        )
    }

    /// Part of the transaction in which something goes that is had as long as it is there.
    pub(crate) fn returning(&self, resource: Resource, amount: u64) -> Result<TransactWriteItem, StoreError> {
        let name = match resource {
            Resource::Storage => "storage_taken",
            Resource::Users => "users_taken",
            Resource::Runs => "runs_taken",
            Resource::Tokens => "tokens_taken",
        };
        self.table.sum(&self.place(), &[(name, -signed(amount))])
    }

    pub(crate) fn place(&self) -> Key {
        Key::new(format!("{}#quota", self.tenant), "quota")
    }

    fn change(&self) -> UpdateBuilder {
        Update::builder().table_name(&self.table.name).set_key(Some(self.place().attributes()))
    }
}

const LIMITS: &str = "users_limit = :users, runs_limit = :runs, tokens_limit = :tokens, storage_limit = :storage";

fn limited(change: UpdateBuilder, limits: &TierLimits) -> UpdateBuilder {
    let TierLimits { users, runs_per_month, tokens_per_month, storage_bytes } = limits;
    let values = [(":users", users), (":runs", runs_per_month), (":tokens", tokens_per_month), (":storage", storage_bytes)];
    let change = change.condition_expression("attribute_exists(pk)");
    values.into_iter().fold(change, |change, (name, limit)| change.expression_attribute_values(name, number(limit)))
}

pub(crate) fn signed(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
