use genesis_aws::{Cloud, PlatformTotals, StoreError, Totals};
use genesis_core::{Access, Declaration, Grant, Resource, Trigger};
use genesis_http::Function;
use serde::Deserialize;

use crate::Figure;

const DECLARATION: Declaration = Declaration {
    name: "sum-up-platform",
    summary: "Adds up the sums of all tenants' runs for the platform's metrics, and tells CloudWatch.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::List, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 60,
};

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, sum_up_platform)
}

/// A round that was overtaken by a later one keeps that one's sums, and leaves it to that one to tell of them.
async fn sum_up_platform(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    let as_of = cloud.clock().now();
    let totals: Totals = cloud.tenants_totals().await?.into_iter().sum();
    match cloud.keep_platform_totals(&PlatformTotals { as_of, totals }).await {
        Ok(()) => {
            cloud.tell(as_of, &Figure::all_of(&totals));
            Ok(())
        }
        Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error),
    }
}
