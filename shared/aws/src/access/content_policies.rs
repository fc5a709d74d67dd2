//! What tenants want done about content, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a tenant's policy | `{tenant}#content-policy` | `policy` |

use std::sync::Arc;

use genesis_core::{Fault, Kind, TenantId};
use genesis_tenancy::{ContentPolicy, ContentRefused, Passage, Screening, Signs};

use crate::{
    Cloud, Settings, StoreError,
    clients::Clients,
    table::{Key, Table, write},
};

/// What one tenant wants.
#[derive(Clone)]
pub struct ContentPolicies {
    table: Table,
    tenant: TenantId,
}

impl ContentPolicies {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("tenants")), tenant }
    }

    /// What the tenant has said; the platform's own where that is nothing.
    pub async fn find(&self) -> Result<ContentPolicy, StoreError> {
        self.table.get(&policy_key(self.tenant)).await.map(Option::unwrap_or_default)
    }

    /// The last writer's stands.
    pub async fn keep(&self, policy: &ContentPolicy) -> Result<(), StoreError> {
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(write(&policy_key(self.tenant), policy)?));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }
}

impl Cloud {
    /// Has texts pass as their tenant wants it, and tells what was found in them: also where that lets them pass no further.
    pub async fn screen(
        &self,
        tenant: TenantId,
        passage: Passage,
        pass: impl FnOnce(&mut Screening) -> Result<(), ContentRefused>,
    ) -> Result<(), Unpassed> {
        let mut screening = Screening::new(&self.content_policies(tenant).find().await?, passage);
        let passed = pass(&mut screening);
        if let Some(signs) = screening.signs() {
            tell(tenant, passage, signs);
        }
        passed.map_err(Unpassed::Refused)
    }
}

fn tell(tenant: TenantId, passage: Passage, signs: &Signs) {
    let found = serde_json::to_string(signs).unwrap_or_default();
    tracing::warn!(%tenant, ?passage, found, "content was flagged");
}

/// Why a text did not pass.
#[derive(Debug, thiserror::Error)]
pub enum Unpassed {
    #[error(transparent)]
    Refused(ContentRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for Unpassed {
    fn kind(&self) -> Kind {
        match self {
            Unpassed::Refused(refused) => refused.kind(),
            Unpassed::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Unpassed::Refused(refused) => refused.code(),
            Unpassed::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Unpassed::Refused(refused) => refused.field(),
            Unpassed::Store(_) => None,
        }
    }
}

fn policy_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#content-policy"), "policy")
}
