//! Tenants, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | the tenant | `{tenant}#tenant` | `tenant` |
//! | whose a slug is | `platform#slug#{slug}` | `slug` |
//! | whose a domain is | `platform#domain#{domain}` | `domain` |
//!
//! All tenants stand in the list `platform#tenants` of the index `listed`, in the order in which they came. A slug or a domain whose tenant
//! was deleted is another's to take from the moment in its `free_at` on.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use genesis_core::{TenantId, Timestamp};
use genesis_tenancy::{Days, Invitation, Quota, Slug, Tenant, User};
use serde::{Deserialize, Serialize};

use super::{NotKept, Taken, invitations::invitation_part, standings::standing_part, users::creation};
use crate::{
    DayOfUsage, Quotas, Settings, StoreError,
    clients::Clients,
    table::{Item, Key, Listed, Table, Written, number, put, write},
};

/// So often a change is decided again when others changed the tenant first.
const TRIES: u32 = 16;

/// One tenant's own record.
#[derive(Clone)]
pub struct Tenants {
    pub(super) table: Table,
    pub(super) access: Table,
    quotas: Quotas,
    tenant: TenantId,
}

/// Whose a slug or a domain is.
#[derive(Debug, Serialize, Deserialize)]
struct Claim {
    tenant: TenantId,
    free_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct ListedTenant<'a> {
    #[serde(flatten)]
    tenant: &'a Tenant,
    #[serde(flatten)]
    place: Listed,
}

/// A write, and what it means where its condition does not hold; a conflict where that says nothing.
pub(super) type Part = (TransactWriteItem, Option<Taken>);

impl Tenants {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        let access = Table::new(clients.clone(), settings.table("access"));
        Self { table, access, quotas: Quotas::new(clients, settings, tenant), tenant }
    }

    /// A new tenant with the quota of its tier and its first user, who comes with this invitation if they are not there yet.
    pub async fn create(&self, tenant: &Tenant, founder: &User, invitation: Option<&Invitation>) -> Result<(), NotKept> {
        let opening = self.quotas.opening(tenant.tier, tenant.created_at)?;
        let mut parts = vec![(self.put(tenant)?, None), (self.standing(tenant)?, None), (opening, None)];
        parts.extend(self.claims(tenant, tenant.created_at)?);
        parts.extend(creation(&self.table, self.tenant, founder)?);
        if let (Some(invitation), Some(hash)) = (invitation, &founder.invitation) {
            parts.push((invitation_part(&self.table, hash, invitation)?, None));
        }
        commit(&self.table, parts).await
    }

    /// The same under the first slug of the tenant's name that is free.
    pub async fn create_by_name(&self, mut tenant: Tenant, founder: &User, invitation: Option<&Invitation>) -> Result<Tenant, NotKept> {
        for attempt in Slug::attempts(tenant.id) {
            tenant.slug = Slug::of(&tenant.name, attempt);
            match self.create(&tenant, founder, invitation).await {
                Err(NotKept::Taken(Taken::Slug)) => {}
                created => return created.map(|()| tenant),
            }
        }
        Err(Taken::Slug.into())
    }

    pub async fn find(&self) -> Result<Option<Tenant>, StoreError> {
        self.table.get(&tenant_key(self.tenant)).await
    }

    /// With what it has of its quota and has used on these days, if any, of a month at most, in one call.
    pub async fn find_with_usage(&self, days: Option<&Days>) -> Result<Option<(Tenant, Quota, Vec<DayOfUsage>)>, StoreError> {
        let (tenant, quota, used) = self.quotas.find_with_days((&self.table, &tenant_key(self.tenant)), days).await?;
        Ok(tenant.zip(quota).map(|(tenant, quota)| (tenant, quota, used)))
    }

    /// Reads, decides and writes; again where somebody else was quicker. None where there is no tenant, or a deleted one.
    pub async fn change<E: From<NotKept>>(
        &self,
        now: Timestamp,
        decide: impl Fn(Tenant) -> Result<Tenant, E>,
    ) -> Result<Option<Tenant>, E> {
        for _ in 0..TRIES {
            let seen = self.find().await.map_err(NotKept::from)?.filter(|tenant| tenant.deleted_at.is_none());
            let Some(seen) = seen else { return Ok(None) };
            let changed = decide(seen.clone())?;
            if changed == seen {
                return Ok(Some(seen));
            }
            let changed = changed.changed(now);
            match self.replace(&seen, &changed, now).await {
                Ok(()) => return Ok(Some(changed)),
                Err(NotKept::Store(StoreError::Conflict)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(NotKept::Store(StoreError::Conflict).into())
    }

    async fn replace(&self, seen: &Tenant, changed: &Tenant, now: Timestamp) -> Result<(), NotKept> {
        let mut parts = self.replacing(changed)?.into_iter().map(|part| (part, None)).collect::<Vec<Part>>();
        if seen.tier != changed.tier {
            parts.push((self.quotas.under(changed.tier)?, None));
        }
        if let Some(free_at) = changed.free_at() {
            parts.push((self.release(&slug_key(changed.slug.as_str()), Some(free_at))?, None));
            if let Some(domain) = &changed.domain {
                parts.push((self.release(&domain_key(domain.as_str()), Some(free_at))?, None));
            }
        }
        if seen.slug != changed.slug {
            parts.push((self.claim(&slug_key(changed.slug.as_str()), now)?, Some(Taken::Slug)));
            parts.push((self.table.removal(&slug_key(seen.slug.as_str()))?, None));
        }
        if seen.domain != changed.domain {
            if let Some(domain) = &changed.domain {
                parts.push((self.claim(&domain_key(domain.as_str()), now)?, Some(Taken::Domain)));
            }
            if let Some(domain) = &seen.domain {
                parts.push((self.table.removal(&domain_key(domain.as_str()))?, None));
            }
        }
        commit(&self.table, parts).await
    }

    /// The tenant and its standing in the place of the version before.
    pub(super) fn replacing(&self, changed: &Tenant) -> Result<Vec<TransactWriteItem>, StoreError> {
        Ok(vec![self.put(changed)?, self.standing(changed)?])
    }

    /// Provided that it is new, or that the version before is there.
    fn put(&self, tenant: &Tenant) -> Result<TransactWriteItem, StoreError> {
        let place = Listed::since(TENANTS, tenant.created_at, tenant.id);
        let item =
            Put::builder().table_name(&self.table.name).set_item(Some(write(&tenant_key(self.tenant), &ListedTenant { tenant, place })?));
        put(match tenant.version.checked_sub(1) {
            None => item.condition_expression("attribute_not_exists(pk)"),
            Some(seen) => item.condition_expression("version = :seen").expression_attribute_values(":seen", number(seen)),
        })
    }

    fn standing(&self, tenant: &Tenant) -> Result<TransactWriteItem, StoreError> {
        standing_part(&self.access, self.tenant, &tenant.standing())
    }

    fn claims(&self, tenant: &Tenant, now: Timestamp) -> Result<Vec<Part>, StoreError> {
        let mut claims = vec![(self.claim(&slug_key(tenant.slug.as_str()), now)?, Some(Taken::Slug))];
        if let Some(domain) = &tenant.domain {
            claims.push((self.claim(&domain_key(domain.as_str()), now)?, Some(Taken::Domain)));
        }
        Ok(claims)
    }

    fn claim(&self, key: &Key, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let item = Put::builder().table_name(&self.table.name).set_item(Some(self.claimed(key, None)?));
        let item = item.condition_expression("attribute_not_exists(pk) OR free_at <= :now");
        put(item.expression_attribute_values(":now", number(now.0)))
    }

    fn release(&self, key: &Key, free_at: Option<Timestamp>) -> Result<TransactWriteItem, StoreError> {
        put(Put::builder().table_name(&self.table.name).set_item(Some(self.claimed(key, free_at)?)))
    }

    fn claimed(&self, key: &Key, free_at: Option<Timestamp>) -> Result<Item, StoreError> {
        let mut item = write(key, &Claim { tenant: self.tenant, free_at })?;
        // What is not free has no such attribute: a null one compares with nothing, and says less.
        item.retain(|name, _| name != "free_at" || free_at.is_some());
        Ok(item)
    }
}

/// Writes all parts or none.
pub(super) async fn commit(table: &Table, parts: Vec<Part>) -> Result<(), NotKept> {
    let (writes, meanings): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    match table.transact(writes).await? {
        Written::All => Ok(()),
        Written::Refused(place) => Err(refusal(&meanings, place)),
    }
}

/// What it means that the condition of the part at this place does not hold.
pub(super) fn refusal(meanings: &[Option<Taken>], place: usize) -> NotKept {
    meanings.get(place).copied().flatten().map_or(NotKept::Store(StoreError::Conflict), NotKept::Taken)
}

/// The list of all tenants.
pub(super) const TENANTS: &str = "platform#tenants";

pub(super) fn tenant_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#tenant"), "tenant")
}

fn slug_key(slug: &str) -> Key {
    Key::new(format!("platform#slug#{slug}"), "slug")
}

fn domain_key(domain: &str) -> Key {
    Key::new(format!("platform#domain#{domain}"), "domain")
}
