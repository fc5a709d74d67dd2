use std::time::Duration;

use genesis_core::TenantId;
use tokio::time::timeout;

use crate::{
    StoreError,
    clients::Connection,
    table::{Key, Table},
};

/// A function whose services do not answer starts all the same, this much later.
const PATIENCE: Duration = Duration::from_secs(1);

impl Connection {
    /// Opens what the function's first request needs: the connection to its tables, and to where tenants' credentials come from. Each is
    /// opened by a request that is asked once, for a thing of nobody's; that the function may not have it does not matter.
    pub(crate) async fn open(&self, table: Option<Table>, for_tenants: bool) -> Result<(), StoreError> {
        let (tables, sessions) = tokio::join!(reach(table), self.vend(for_tenants));
        tables.and(sessions)
    }
}
