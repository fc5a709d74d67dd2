//! Tenants, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | the tenant | `{tenant}#tenant` | `tenant` |

use std::sync::Arc;

use genesis_core::{TenantId, Timestamp};
use genesis_tenancy::Tier;
use serde::{Deserialize, Serialize};

use crate::{
    Quotas, Settings, StoreError,
    clients::Clients,
    table::{Key, Table},
};

/// One tenant's own record.
#[derive(Clone)]
pub struct Tenants {
    table: Table,
    quotas: Quotas,
    tenant: TenantId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub created_at: Timestamp,
}

impl Tenants {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("tenants"));
        Self { table, quotas: Quotas::new(clients, settings, tenant), tenant }
    }

    /// Stores a new tenant, with the quota of its tier.
    pub async fn create(&self, tenant: &Tenant, tier: Tier) -> Result<(), StoreError> {
        let record = self.table.new_item(&tenant_key(self.tenant), tenant)?;
        self.table.commit(vec![record, self.quotas.opening(tier, tenant.created_at)?]).await
    }

    pub async fn find(&self) -> Result<Option<Tenant>, StoreError> {
        self.table.get(&tenant_key(self.tenant)).await
    }
}

fn tenant_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#tenant"), "tenant")
}
