//! Tenants, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | the tenant | `{tenant}#tenant` | `tenant` |

use std::sync::Arc;

use genesis_core::{TenantId, Timestamp};
use genesis_tenancy::Standing;
use serde::{Deserialize, Serialize};

use crate::{
    Gate, Settings, StoreError,
    clients::Clients,
    table::{Key, Table},
};

/// One tenant's own record.
#[derive(Clone)]
pub struct Tenants {
    table: Table,
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
        Self { table: Table::new(clients, settings.table("tenants")), tenant }
    }

    pub async fn create(&self, tenant: &Tenant, standing: &Standing, gate: &Gate) -> Result<(), StoreError> {
        self.table.commit(vec![self.table.new_item(&tenant_key(self.tenant), tenant)?, gate.standing(standing)?]).await
    }

    pub async fn find(&self) -> Result<Option<Tenant>, StoreError> {
        self.table.get(&tenant_key(self.tenant)).await
    }
}

fn tenant_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#tenant"), "tenant")
}
