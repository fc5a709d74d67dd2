use genesis_core::{PlaceInTime, TenantId};
use genesis_tenancy::{Tenant, TenantStatus, Tier};

use super::tenants::{TENANTS, tenant_key};
use crate::{
    Cloud, Page, StoreError,
    table::{Item, Listed, read, text},
};

/// Who is looked for among so many tenants at once that a filter leaves out.
const LOOKED_AT: usize = 1_000;

/// Which tenants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenantFilter {
    pub status: Option<TenantStatus>,
    pub tier: Option<Tier>,
    /// In the name, the slug or the domain, whatever the case.
    pub search: Option<String>,
}

/// Where a tenant stands in the list of all.
type TenantPlace = PlaceInTime<TenantId>;

impl Cloud {
    /// A page of tenants, newest first, after `skip` of them, or after a place. Behind a filter it may be short of the limit although
    /// more follow: no more than a thousand are looked at.
    pub async fn list_tenants(
        &self,
        filter: &TenantFilter,
        limit: usize,
        mut skip: usize,
        mut after: Option<TenantPlace>,
    ) -> Result<Page<Tenant, TenantPlace>, StoreError> {
        let (mut tenants, mut looked_at) = (Vec::new(), 0);
        loop {
            let items = self.tenants_after(after).await?;
            let is_end = items.is_empty();
            for item in items {
                if tenants.len() == limit || looked_at == LOOKED_AT + limit {
                    return Ok(Page { entries: tenants, next: after });
                }
                let tenant: Tenant = read(item)?;
                looked_at += 1;
                after = Some(PlaceInTime { at: tenant.created_at, id: tenant.id });
                match filter.takes(&tenant) {
                    true if skip > 0 => skip -= 1,
                    true => tenants.push(tenant),
                    false => {}
                }
            }
            if is_end {
                return Ok(Page { entries: tenants, next: None });
            }
        }
    }

    async fn tenants_after(&self, after: Option<TenantPlace>) -> Result<Vec<Item>, StoreError> {
        let table = self.platform_table("tenants");
        let query = table.client().query().table_name(&table.name).index_name("listed").key_condition_expression("listed_in = :list");
        let query = query.expression_attribute_values(":list", text(TENANTS)).scan_index_forward(false).limit(100);
        let query = query.set_exclusive_start_key(after.map(start_key));
        Ok(query.send().await.map_err(StoreError::of("Query"))?.items.unwrap_or_default())
    }
}

impl TenantFilter {
    fn takes(&self, tenant: &Tenant) -> bool {
        let has = |text: &str, search: &str| text.to_lowercase().contains(search);
        self.status.is_none_or(|status| tenant.status == status)
            && self.tier.is_none_or(|tier| tenant.tier == tier)
            && self.search.as_ref().is_none_or(|search| {
                let search = search.to_lowercase();
                let domain = tenant.domain.as_ref().is_some_and(|domain| has(domain.as_str(), &search));
                has(tenant.name.as_str(), &search) || has(tenant.slug.as_str(), &search) || domain
            })
    }
}

fn start_key(place: TenantPlace) -> Item {
    let Listed { listed_in, listed_at } = Listed::since(TENANTS, place.at, place.id);
    let mut attributes = tenant_key(place.id).attributes();
    attributes.extend([("listed_in".to_owned(), text(listed_in)), ("listed_at".to_owned(), text(listed_at))]);
    attributes
}
