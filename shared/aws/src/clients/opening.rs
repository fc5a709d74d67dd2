use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;
use aws_sdk_dynamodb::config::{Builder, retry::RetryConfig};
use futures::future::join;
use genesis_core::{Declaration, Resource, TenantId};
use tokio::time::timeout;

use crate::{
    Cloud, StoreError,
    deployment::{Principal, rights},
    table::{Key, Table},
};

/// A function whose services do not answer starts all the same, this much later.
const PATIENCE: Duration = Duration::from_secs(1);

impl Cloud {
    /// Opens the connections that the function's first request would otherwise wait for: to its tables, and to where tenants'
    /// credentials come from. Each is opened by a request for a thing of nobody's.
    pub async fn connect(&self, declaration: &Declaration) -> Result<(), StoreError> {
        let opening = join(self.reach_tables(declaration), self.reach_vending(declaration));
        let (tables, vending) = timeout(PATIENCE, opening).await.map_err(unavailable("connecting"))?;
        tables.and(vending)
    }

    /// That the function itself may not read there does not matter: it has been answered.
    async fn reach_tables(&self, declaration: &Declaration) -> Result<(), StoreError> {
        let domain = rights(declaration).into_iter().find_map(|right| match right.resource {
            Resource::Table(domain) | Resource::PlatformTable(domain) | Resource::Directory(domain) => Some(domain),
            Resource::Bucket(_) | Resource::Queue(_) | Resource::Secret(_) | Resource::Workflow => None,
        });
        let Some(domain) = domain else { return Ok(()) };
        match look_into(self.platform_table(domain)).await {
            Err(StoreError::Denied { .. }) => Ok(()),
            other => other,
        }
    }

    async fn reach_vending(&self, declaration: &Declaration) -> Result<(), StoreError> {
        if rights(declaration).iter().any(|right| right.principal == Principal::Tenant) {
            let credentials = self.connection().credentials(Some(TenantId::NOBODY));
            credentials.provide_credentials().await.map_err(unavailable("AssumeRole"))?;
        }
        Ok(())
    }
}

async fn look_into(table: Table) -> Result<(), StoreError> {
    let nothing = Key::new("platform#probe", "probe").attributes();
    let once = Builder::new().retry_config(RetryConfig::disabled());
    let get = table.client().get_item().table_name(&table.name).set_key(Some(nothing)).customize().config_override(once);
    get.send().await.map(drop).map_err(StoreError::of("GetItem"))
}

fn unavailable<E: std::error::Error + Send + Sync + 'static>(operation: &'static str) -> impl FnOnce(E) -> StoreError {
    move |error| StoreError::Unavailable { operation, source: Box::new(error) }
}

#[cfg(test)]
mod tests {
    use genesis_core::{Access, Clock, Grant, Ids, Timestamp, Trigger};

    use super::*;
    use crate::{
        Connection, Models, Settings,
        clients::network::{ROLE, network},
    };

    async fn asked(grants: &'static [Grant]) -> Vec<String> {
        let (config, seen) = network(None);
        let declaration = Declaration { name: "do-it", summary: "", trigger: Trigger::Task, grants, memory_mib: 128, timeout_seconds: 5 };
        let connection = Connection::of(declaration.name, Some(ROLE), config);
        let cloud = Cloud::new(Settings::of_stage("test"), connection, Clock::new(|| Timestamp(0)), Ids::random(), Models::default());
        cloud.connect(&declaration).await.unwrap_or_default();
        let mut hosts: Vec<String> = seen.lock().unwrap().iter().map(|[host, ..]| host.clone()).collect();
        hosts.sort();
        hosts
    }

    #[tokio::test]
    async fn a_function_reaches_once_for_what_its_first_request_needs() {
        let (tables, sessions) = ("dynamodb.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com");
        const OF_TENANTS: &[Grant] = &[
            Grant { resource: Resource::Table("runs"), access: &[Access::Read] },
            Grant { resource: Resource::Bucket("files"), access: &[Access::Read] },
        ];
        const OF_THE_PLATFORM: &[Grant] = &[Grant { resource: Resource::PlatformTable("runs"), access: &[Access::Read] }];
        assert_eq!(asked(OF_TENANTS).await, [tables, sessions]);
        assert_eq!(asked(OF_THE_PLATFORM).await, [tables]);
        assert_eq!(asked(&[]).await, [""; 0]);
    }
}
