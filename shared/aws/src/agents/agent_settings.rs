//! What tenants set of their agents, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | models and prompts of a tenant | `{tenant}#agent-settings` | `settings` |

use std::sync::Arc;

use genesis_core::TenantId;
use genesis_orchestration::AgentSettings as Set;
use genesis_tenancy::Quota;

use crate::{
    Quotas, Settings, StoreError,
    clients::Clients,
    table::{Key, Table, write},
};

/// What one tenant has set.
#[derive(Clone)]
pub struct AgentSettings {
    table: Table,
    quotas: Quotas,
    tenant: TenantId,
}

impl AgentSettings {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        let table = Table::new(clients.clone(), settings.table("orchestration"));
        Self { table, quotas: Quotas::new(clients, settings, tenant), tenant }
    }

    pub async fn find(&self) -> Result<Option<Set>, StoreError> {
        self.table.get(&settings_key(self.tenant)).await
    }

    /// With what the tenant has of its quota, in one call.
    pub async fn find_beside_quota(&self) -> Result<(Option<Set>, Quota), StoreError> {
        self.quotas.find_beside(&self.table, &settings_key(self.tenant)).await
    }

    /// The last writer's stand.
    pub async fn keep(&self, set: &Set) -> Result<(), StoreError> {
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(write(&settings_key(self.tenant), set)?));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }
}

fn settings_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#agent-settings"), "settings")
}
