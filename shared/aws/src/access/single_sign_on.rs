use std::sync::Arc;

use genesis_access::{Sealed, SealingKey};
use genesis_core::TenantId;
use uuid::Uuid;

use crate::{
    Settings, StoreError,
    clients::Clients,
    sealing::{Sealing, SealingCell},
};

/// What only a tenant's single sign-on is to know: sealed for the tenant, and kept with it.
#[derive(Clone)]
pub struct SingleSignOn {
    sealing: Sealing,
    tenant: TenantId,
}

/// What was given for it.
pub struct GivenSso<'a> {
    key: &'a SealingKey,
    config: &'a str,
    sealed: Sealed,
    tenant: TenantId,
}

impl SingleSignOn {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId, key: SealingCell) -> Self {
        Self { sealing: Sealing::new(clients, settings, "sso-sealing-key", key), tenant }
    }

    /// `fresh` is no other's.
    pub async fn seal<'a>(&'a self, config: &'a str, fresh: Uuid) -> Result<GivenSso<'a>, StoreError> {
        let sealed = self.sealing.seal(config, fresh, &place(self.tenant)).await?;
        Ok(GivenSso { key: self.sealing.key().await?, config, sealed, tenant: self.tenant })
    }
}

impl GivenSso<'_> {
    /// As it is kept from now on: as before where that says the same, so that who gives it again changes nothing.
    pub fn over(&self, before: Option<Sealed>) -> Sealed {
        let says_the_same =
            |before: &Sealed| self.key.open(before, &place(self.tenant)).is_ok_and(|opened| opened == self.config.as_bytes());
        before.filter(says_the_same).unwrap_or_else(|| self.sealed.clone())
    }
}

/// What it is sealed for.
fn place(tenant: TenantId) -> String {
    format!("single sign-on {tenant}")
}
